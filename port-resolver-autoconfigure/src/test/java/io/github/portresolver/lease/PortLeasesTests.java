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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.portresolver.lease.LeaseOutcome.Acquired;
import io.github.portresolver.lease.LeaseOutcome.Taken;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link PortLeases} within one JVM.
 */
@Timeout(60)
class PortLeasesTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	@TempDir
	Path temp;

	private RegistryDirectory directory;

	private PortLeases leases;

	@BeforeEach
	void open() throws RegistryUnavailableException {
		this.directory = RegistryDirectory.open(this.temp.resolve("registry"));
		this.leases = new PortLeases(this.directory, "orders");
	}

	@Test
	void acquireWhenReleasedAcquiresAgain() {
		PortLease first = acquire(1);
		assertThat(first.port()).isEqualTo(1);
		assertThat(first.isValid()).isTrue();
		assertThat(this.leases.tryAcquire(1)).isInstanceOf(Taken.class);
		first.close();
		assertThat(first.isValid()).isFalse();
		acquire(1).close();
	}

	@Test
	void tryAcquireWhenTakenNamesHolder() {
		try (PortLease lease = acquire(1)) {
			LeaseHolder holder = ((Taken) this.leases.tryAcquire(lease.port())).holder();
			ProcessStamp current = ProcessStamp.current();
			assertThat(holder).isEqualTo(new LeaseHolder(current.pid(), current.start(), "orders"));
		}
	}

	@Test
	void closeTwiceDoesNotReleaseTheLeaseOfTheNextOwner() {
		PortLease first = acquire(1);
		first.close();
		try (PortLease second = acquire(1)) {
			first.close();
			assertThat(second.isValid()).isTrue();
			assertThat(this.leases.tryAcquire(1)).isInstanceOf(Taken.class);
		}
	}

	@Test
	void lockFileStaysEmptyAndHolderFileIsBlankAfterClose() throws Exception {
		try (PortLease lease = acquire(1)) {
			assertThat(this.directory.path().resolve("1.lock")).isEmptyFile();
			assertThat(this.directory.path().resolve("1.holder")).content().contains("orders");
			assertThat(lease).hasToString("lease of port 1");
		}
		assertThat(this.directory.path().resolve("1.lock")).isEmptyFile();
		assertThat(this.directory.path().resolve("1.holder")).content().isBlank();
		assertThat(names()).hasSize(2);
	}

	@Test
	void tryAcquireWhenThreadIsInterruptedAcquiresAndKeepsTheInterrupt() throws Exception {
		Thread.currentThread().interrupt();
		try (PortLease lease = acquire(1)) {
			assertThat(Thread.interrupted()).isTrue();
			assertThat(lease.isValid()).isTrue();
			assertThat(names()).containsExactlyInAnyOrder("1.lock", "1.holder");
		}
	}

	@Test
	void acquireWhenInterruptedWhileWaitingReturnsTaken() throws Exception {
		CountDownLatch waiting = new CountDownLatch(1);
		PortLeases waiter = new PortLeases(this.directory, null, System::nanoTime, (monitor, duration) -> {
			waiting.countDown();
			Sleeper.onMonitor(monitor, LONG);
		});
		try (PortLease lease = acquire(1)) {
			inThread((thread) -> {
				Future<LeaseOutcome> outcome = thread.submit(() -> waiter.acquire(lease.port(), LONG));
				assertThat(waiting.await(30, TimeUnit.SECONDS)).isTrue();
				thread.shutdownNow();
				assertThat(outcome.get(30, TimeUnit.SECONDS)).isInstanceOf(Taken.class);
			});
		}
	}

	@Test
	void acquireWhenReleasedByAnotherThreadIsWokenBeforeThePauseEnds() throws Exception {
		PortLease lease = acquire(1);
		PortLeases waiter = new PortLeases(this.directory, null, System::nanoTime, (monitor, duration) -> {
			synchronized (monitor) {
				Thread closer = new Thread(lease::close);
				closer.start();
				monitor.wait(LONG.toMillis());
			}
		});
		long start = System.nanoTime();
		assertThat(waiter.acquire(1, LONG)).isInstanceOfSatisfying(Acquired.class, PortLeasesTests::close);
		assertThat(System.nanoTime() - start).isLessThan(LONG.toNanos());
	}

	@Test
	void acquireWhenTakenTriesUntilTheTimeIsUp() {
		AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
		List<Duration> pauses = new ArrayList<>();
		PortLeases waiter = new PortLeases(this.directory, null, now::get, (monitor, duration) -> {
			pauses.add(duration);
			now.addAndGet(duration.toNanos());
		});
		try (PortLease lease = acquire(1)) {
			assertThat(waiter.acquire(lease.port(), Duration.ofMillis(300))).isInstanceOf(Taken.class);
		}
		assertThat(pauses).map(Duration::toMillis).containsExactly(5L, 10L, 20L, 40L, 80L, 80L, 65L);
	}

	@Test
	void acquireWithEndlessTimeoutAcquires() {
		assertThat(this.leases.acquire(1, Duration.ofSeconds(Long.MAX_VALUE))).isInstanceOfSatisfying(Acquired.class,
				PortLeasesTests::close);
	}

	@Test
	void acquireAnyTakesTheFirstThatIsFree() {
		try (PortLease first = acquire(7); PortLease second = acquire(8)) {
			assertThat(this.leases.acquireAny(List.of(second.port(), first.port(), 9, 10), Duration.ZERO))
				.isInstanceOfSatisfying(Acquired.class, (acquired) -> {
					assertThat(acquired.lease().port()).isEqualTo(9);
					close(acquired);
				});
			assertThat(this.leases.acquireAny(List.of(8, 7), Duration.ZERO)).isInstanceOfSatisfying(Taken.class,
					(taken) -> assertThat(taken.port()).isEqualTo(8));
		}
	}

	@Test
	void acquireWhenPortIsOutOfRangeThrows() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.leases.tryAcquire(0));
		assertThatIllegalArgumentException().isThrownBy(() -> this.leases.tryAcquire(65536))
			.withMessage("Port 65536 is not within 1-65535");
		assertThatIllegalArgumentException().isThrownBy(() -> this.leases.acquireAny(List.of(), Duration.ZERO));
	}

	@Test
	void leasesOfTwoDirectoriesAreIndependent() throws Exception {
		PortLeases others = new PortLeases(RegistryDirectory.open(this.temp.resolve("other")), null);
		try (PortLease lease = acquire(1)) {
			assertThat(others.tryAcquire(lease.port())).isInstanceOfSatisfying(Acquired.class, PortLeasesTests::close);
		}
	}

	@Test
	void directoryReachedThroughLinkedParentIsTheSame() throws Exception {
		Path link = Files.createSymbolicLink(this.temp.resolve("link"), this.temp);
		PortLeases others = new PortLeases(RegistryDirectory.open(link.resolve("registry")), null);
		try (PortLease lease = acquire(1)) {
			assertThat(others.tryAcquire(1)).isInstanceOf(Taken.class);
			assertThat(lease.isValid()).isTrue();
		}
	}

	@Test
	void leaseWhoseLockFileWasDeletedIsNotValid() throws Exception {
		try (PortLease lease = acquire(1)) {
			Files.delete(this.directory.path().resolve("1.lock"));
			assertThat(lease.isValid()).isFalse();
			Files.createFile(this.directory.path().resolve("1.lock"));
			assertThat(lease.isValid()).isFalse();
		}
	}

	@Test
	void hundredThreadsOnHundredPortsGetHundredDifferentOnes() throws Exception {
		List<Integer> ports = IntStream.rangeClosed(1, 100).boxed().toList();
		CountDownLatch ready = new CountDownLatch(ports.size());
		Callable<LeaseOutcome> task = () -> {
			ready.countDown();
			ready.await();
			return this.leases.acquireAny(ports, Duration.ZERO);
		};
		ExecutorService threads = Executors.newFixedThreadPool(ports.size());
		try {
			Set<Integer> acquired = threads.invokeAll(ports.stream().map((port) -> task).toList())
				.stream()
				.map(PortLeasesTests::lease)
				.map(PortLease::port)
				.collect(Collectors.toSet());
			assertThat(acquired).hasSize(100);
			assertThat(this.leases.acquireAny(ports, Duration.ZERO)).isInstanceOf(Taken.class);
		}
		finally {
			threads.shutdownNow();
		}
	}

	@Test
	void twoClassLoadersDoNotBothAcquire() throws Exception {
		long pid = ProcessHandle.current().pid();
		try (PortLease lease = acquire(1)) {
			assertThat(tryAcquireWithAnotherClassLoader(1)).startsWith("Taken").contains("pid=" + pid);
			assertThat(tryAcquireWithAnotherClassLoader(2)).startsWith("Acquired");
			assertThat(this.leases.tryAcquire(2)).isInstanceOf(Taken.class);
			for (int i = 0; i < 5; i++) {
				System.gc();
			}
			for (int port : List.of(lease.port(), 2)) {
				try (LeaseProcess other = LeaseProcess.fork(this.directory.path(), Duration.ZERO, port, port)) {
					assertThat(other.outcome()).isEqualTo("taken " + port + " " + pid);
				}
			}
		}
	}

	private String tryAcquireWithAnotherClassLoader(int port) throws Exception {
		URL[] classPath = { LeaseProcess.directoryOf(PortLeases.class).toUri().toURL() };
		try (URLClassLoader other = new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader())) {
			return tryAcquireWith(other, port);
		}
	}

	private String tryAcquireWith(ClassLoader classLoader, int port) throws ReflectiveOperationException {
		Class<?> directoryType = classLoader.loadClass(RegistryDirectory.class.getName());
		assertThat(directoryType).isNotSameAs(RegistryDirectory.class);
		Object registry = directoryType.getMethod("open", Path.class).invoke(null, this.directory.path());
		Class<?> type = classLoader.loadClass(PortLeases.class.getName());
		Object others = type.getConstructor(directoryType, String.class).newInstance(registry, "other");
		return String.valueOf(type.getMethod("tryAcquire", int.class).invoke(others, port));
	}

	@Test
	void lockThatTheTableDoesNotKnowIsNeitherTakenNorDropped() throws Exception {
		Path lockFile = this.directory.path().resolve("1.lock");
		try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
				FileLock lock = channel.lock()) {
			assertThat(this.leases.acquire(1, Duration.ofMillis(20))).isInstanceOf(Taken.class);
			assertThat(lock.isValid()).isTrue();
			try (LeaseProcess other = LeaseProcess.fork(this.directory.path(), Duration.ZERO, 1, 1)) {
				assertThat(other.outcome()).isEqualTo("taken 1 unknown");
			}
		}
		acquire(1).close();
	}

	private void inThread(ThreadTask task) throws Exception {
		ExecutorService thread = Executors.newSingleThreadExecutor();
		try {
			task.run(thread);
		}
		finally {
			thread.shutdownNow();
		}
	}

	private PortLease acquire(int port) {
		return ((Acquired) this.leases.tryAcquire(port)).lease();
	}

	private List<String> names() throws IOException {
		try (Stream<Path> files = Files.list(this.directory.path())) {
			return files.map((file) -> file.getFileName().toString()).toList();
		}
	}

	private static PortLease lease(Future<LeaseOutcome> outcome) {
		try {
			return ((Acquired) outcome.get()).lease();
		}
		catch (Exception ex) {
			throw new AssertionError(ex);
		}
	}

	private static void close(Acquired acquired) {
		acquired.lease().close();
	}

	@FunctionalInterface
	private interface ThreadTask {

		void run(ExecutorService thread) throws Exception;

	}

}
