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
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * An empty file whose operating-system lock ({@code fcntl(2)} on Unix, {@code LockFileEx}
 * on Windows) is a lease. It is never written, and never deleted: who deletes a lock file
 * cannot know whether another process has just opened it. Only who has a claim in
 * {@link JvmClaims} may lock it.
 *
 * @param path where it is
 */
record LockFile(Path path) {

	/**
	 * Channels that must stay open because closing them would drop a lock which this JVM
	 * holds without the table of claims knowing.
	 */
	private static final Map<Path, FileChannel> STRAYS = new ConcurrentHashMap<>();

	/**
	 * Lock the file, which is created if it is missing.
	 * @return the lock, or {@code null} if somebody else holds it
	 * @throws IOException if it is no regular file or cannot be opened, created or locked
	 */
	@Nullable FileLock tryLock() throws IOException {
		FileChannel stray = STRAYS.remove(this.path);
		FileChannel channel = (stray != null) ? stray : open();
		try {
			FileLock lock = channel.tryLock();
			if (lock == null) {
				channel.close();
			}
			return lock;
		}
		catch (OverlappingFileLockException ex) {
			// Happens when the system properties were exchanged, and the table with them
			STRAYS.put(this.path, channel);
			return null;
		}
		catch (IOException ex) {
			channel.close();
			throw ex;
		}
	}

	private FileChannel open() throws IOException {
		requireRegularFileOrNone();
		return FileChannel.open(this.path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE,
				LinkOption.NOFOLLOW_LINKS);
	}

	private void requireRegularFileOrNone() throws IOException {
		try {
			BasicFileAttributes attributes = attributes();
			if (!attributes.isRegularFile()) {
				throw new FileSystemException(this.path.toString(), null,
						attributes.isSymbolicLink() ? "it is a symbolic link" : "it is not a regular file");
			}
		}
		catch (NoSuchFileException ex) {
			// It is created when it is opened
		}
	}

	/**
	 * Return what tells this file from another one of the same name.
	 * @return the key, or {@code null} where files have none
	 * @throws IOException if the file is gone
	 */
	@Nullable Object key() throws IOException {
		return attributes().fileKey();
	}

	private BasicFileAttributes attributes() throws IOException {
		return Files.readAttributes(this.path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
	}

}
