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

package io.github.portresolver.unix;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * The right to remove stale sockets from a directory: of several that start at the same
 * time, one alone may decide that a file is stale and remove it. The kernel releases it
 * when the process dies.
 */
final class DirectoryLock implements AutoCloseable {

	static final String FILE_NAME = ".port-resolver.lock";

	private static final Duration RETRY_INTERVAL = Duration.ofMillis(5);

	// Closing any descriptor of a locked file in a process drops the process's lock
	private static final ReentrantLock inThisProcess = new ReentrantLock();

	private final Path file;

	private final FileChannel channel;

	private DirectoryLock(Path file, FileChannel channel) {
		this.file = file;
		this.channel = channel;
	}

	/**
	 * Wait for the lock.
	 * @param directory the directory
	 * @param timeout the longest time to wait
	 * @return the lock
	 * @throws IOException if it cannot be had
	 */
	static DirectoryLock take(Path directory, Duration timeout) throws IOException {
		Path file = directory.resolve(FILE_NAME);
		long start = System.nanoTime();
		inThisProcess.lock();
		try {
			DirectoryLock lock = tryTake(file);
			while (lock == null) {
				if (System.nanoTime() - start > timeout.toNanos()) {
					throw new IOException(file + " is held by another process");
				}
				LockSupport.parkNanos(RETRY_INTERVAL.toNanos());
				lock = tryTake(file);
			}
			return lock;
		}
		catch (IOException | RuntimeException ex) {
			inThisProcess.unlock();
			throw ex;
		}
	}

	private static @Nullable DirectoryLock tryTake(Path file) throws IOException {
		FileChannel channel = FileChannel.open(file,
				Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
		try {
			FileLock lock = channel.tryLock();
			if (lock != null && isStillAt(file, channel)) {
				return new DirectoryLock(file, channel);
			}
			channel.close();
			return null;
		}
		catch (IOException | RuntimeException ex) {
			channel.close();
			throw ex;
		}
	}

	// Its last holder may have removed the file after it was opened here. Then the length
	// that is given to the open one is not seen at the path.
	private static boolean isStillAt(Path file, FileChannel channel) throws IOException {
		long length = ThreadLocalRandom.current().nextLong(1, Integer.MAX_VALUE);
		channel.write(ByteBuffer.allocate(1), length - 1);
		channel.truncate(length);
		try {
			return Files.size(file) == length;
		}
		catch (NoSuchFileException ex) {
			return false;
		}
	}

	@Override
	public void close() throws IOException {
		try (this.channel) {
			Files.deleteIfExists(this.file);
		}
		finally {
			inThisProcess.unlock();
		}
	}

}
