/*
 * Copyright 2026 the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.github.portresolver.lease;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.portresolver.testsupport.Await;
import io.github.portresolver.testsupport.ForkedJvm;
import io.github.portresolver.testsupport.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link LockFile}.
 */
@DisabledOnOs(OS.WINDOWS)
@Timeout(120)
class LockFileTests {

	@TempDir
	Path temp;

	@Test
	void tryLockWhenHeldHereIsTakenAndTellsWhatTheHolderWrote() throws Exception {
		assertThat(LockFile.isLocked(path())).isFalse();
		assertThat(path()).doesNotExist();
		try (LockFile first = LockFile.tryLock(path())) {
			first.write("4711");
			LockFile second = LockFile.tryLock(path());
			assertThat(second.isHeld()).isFalse();
			assertThat(second.text()).isEqualTo("4711");
			second.close();
			assertThat(LockFile.tryLock(path()).isHeld()).isFalse();
			assertThat(LockFile.isLocked(path())).isTrue();
		}
		assertThat(LockFile.isLocked(path())).isFalse();
		try (LockFile next = LockFile.tryLock(path())) {
			assertThat(next.isHeld()).isTrue();
			assertThat(Files.readString(path())).isBlank();
			next.write("1");
			assertThat(LockFile.tryLock(path()).text()).isEqualTo("1");
			assertThat(Files.readString(path()).strip()).isEqualTo("1");
		}
	}

	@Test
	void closeAgainDoesNotReleaseTheLockOfTheNextHolder() throws Exception {
		LockFile first = LockFile.tryLock(path());
		first.close();
		try (LockFile second = LockFile.tryLock(path())) {
			first.close();
			assertThat(second.isHeld()).isTrue();
			assertThat(LockFile.isLocked(path())).isTrue();
		}
	}

	@Test
	void tryLockWhenThreadIsInterruptedLocksAndKeepsTheInterrupt() throws Exception {
		Thread.currentThread().interrupt();
		try (LockFile file = LockFile.tryLock(path())) {
			file.write("4711");
			assertThat(Thread.interrupted()).isTrue();
			assertThat(file.isHeld()).isTrue();
			assertTakenByAnotherProcess();
		}
	}

	@Test
	void twoClassLoadersExcludeEachOtherAndNeitherDropsTheLock() throws Exception {
		try (LockFile file = LockFile.tryLock(path())) {
			for (int i = 0; i < 5; i++) {
				assertThat(isLockedByAnotherClassLoader(path())).isFalse();
				System.gc();
			}
			assertThat(file.isHeld()).isTrue();
			assertTakenByAnotherProcess();
		}
		assertThat(isLockedByAnotherClassLoader(path())).isTrue();
	}

	@Test
	void lockOfForeignCodeInThisProcessIsNeitherTakenNorDropped() throws Exception {
		LockFile taken;
		try (FileChannel channel = FileChannel.open(path(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
				FileLock lock = channel.lock(Long.MAX_VALUE - 1, 1, false)) {
			taken = LockFile.tryLock(path());
			assertThat(taken.isHeld()).isFalse();
			assertThat(LockFile.isLocked(path())).isTrue();
			assertThat(lock.isValid()).isTrue();
			assertTakenByAnotherProcess();
		}
		try (LockFile file = LockFile.tryLock(path())) {
			taken.close();
			assertThat(taken.isHeld()).isFalse();
			assertThat(file.isHeld()).isTrue();
		}
	}

	@Test
	void lockFileThatIsDeletedAllTheTimeIsHeldByOneAtATime() throws Exception {
		AtomicInteger holders = new AtomicInteger();
		assertThat(DefaultPortLeasesTests.onThreads(8, 4000, () -> takeTurn(holders))).contains(true);
	}

	private boolean takeTurn(AtomicInteger holders) throws IOException {
		try (LockFile file = LockFile.tryLock(path())) {
			if (file.isHeld()) {
				assertThat(holders.incrementAndGet()).isOne();
				holders.decrementAndGet();
				file.delete();
				return true;
			}
			return false;
		}
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void fileThatIsDeletedBetweenOpenAndLockIsNotHeld() throws Exception {
		LockFile.tryLock(path()).close();
		try (ForkedJvm other = ForkedJvm.of(Turns.class).withoutLibraries().start(path())) {
			other.firstLine();
			Await.until(() -> {
				String lockFile = stopAndLook(other.pid());
				if (lockFile.isEmpty() || lockFile.contains("lock:")) {
					run("kill -CONT %d", other.pid());
					return false;
				}
				return true;
			});
			Files.delete(path());
			other.process().getOutputStream().write('\n');
			other.process().getOutputStream().flush();
			run("kill -CONT %d", other.pid());
			assertThat(other.awaitLine("keeps")).isEqualTo("keeps true");
			assertThat(LockFile.tryLock(path()).isHeld()).isFalse();
		}
	}

	// What the kernel says of the lock file that a process has open
	private static String stopAndLook(long pid) throws Exception {
		run("kill -STOP %d", pid);
		Await.until(() -> run("cat /proc/%d/task/*/stat", pid).lines().allMatch((thread) -> thread.contains(") T ")));
		return run("cd /proc/%d; find fd -lname '*.lock' -printf 'fdinfo/%%f\\n' | xargs -r cat", pid);
	}

	private static String run(String command, long pid) throws Exception {
		Program program = Program.run("sh", "-c", command.formatted(pid));
		assertThat(program.exit()).as(program.output()).isZero();
		return program.output();
	}

	@Test
	void deleteWhenFileIsAnotherOneLeavesThatAlone() throws Exception {
		LockFile file = LockFile.tryLock(path());
		Files.delete(path());
		Files.writeString(path(), "other");
		file.delete();
		assertThat(file.isHeld()).isFalse();
		assertThat(path()).hasContent("other");
	}

	@Test
	void fileThatIsNotARegularOneIsRefusedAtOnceAndLinksAreNotFollowed() throws Exception {
		Path outside = this.temp.resolve("outside");
		Files.createSymbolicLink(this.temp.resolve("link"), outside);
		Files.createDirectory(this.temp.resolve("directory"));
		assertThat(Program.run("mkfifo", this.temp.resolve("pipe").toString()).exit()).isZero();
		for (String name : List.of("link", "directory", "pipe")) {
			assertThatExceptionOfType(FileSystemException.class)
				.isThrownBy(() -> LockFile.tryLock(this.temp.resolve(name)))
				.withMessageEndingWith((name.equals("link")) ? "it is a symbolic link" : "it is not a regular file");
		}
		assertThat(outside).doesNotExist();
	}

	private Path path() {
		return this.temp.resolve("1.lock");
	}

	private void assertTakenByAnotherProcess() throws Exception {
		try (ForkedJvm other = LeaseProcess.fork(this.temp, Duration.ZERO, 1, 1)) {
			assertThat(other.firstLine()).startsWith("taken ");
		}
	}

	private static boolean isLockedByAnotherClassLoader(Path path) throws Exception {
		URL[] classPath = { LockFile.class.getProtectionDomain().getCodeSource().getLocation() };
		try (URLClassLoader other = new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader())) {
			Class<?> type = other.loadClass(LockFile.class.getName());
			assertThat(type).isNotSameAs(LockFile.class);
			try (AutoCloseable file = (AutoCloseable) type.getMethod("tryLock", Path.class).invoke(null, path)) {
				return (boolean) type.getMethod("isHeld").invoke(file);
			}
		}
	}

	/**
	 * Locks and releases a file until a line is read, and then keeps the lock.
	 */
	public static final class Turns {

		private Turns() {
		}

		public static void main(String[] arguments) throws Exception {
			System.out.println("starts");
			while (true) {
				try (LockFile file = LockFile.tryLock(Path.of(arguments[0]))) {
					if (System.in.available() > 0) {
						System.out.println("keeps " + file.isHeld());
						System.in.readNBytes(2);
					}
				}
			}
		}

	}

}
