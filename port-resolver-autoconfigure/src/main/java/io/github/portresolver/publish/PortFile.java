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

package io.github.portresolver.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

/**
 * A file that holds the server's port as a bare number, for scripts and test runners.
 *
 * @since 0.1.0
 */
public final class PortFile {

	private final Path path;

	private @Nullable Object writtenKey;

	private boolean written;

	/**
	 * Create an instance.
	 * @param path where the file is to be
	 */
	public PortFile(Path path) {
		this.path = path.toAbsolutePath();
	}

	/**
	 * Write the port: to a temporary file beside it, which is then renamed, so that a
	 * reader never sees a part.
	 * @param port the port
	 * @throws IOException if it cannot be written
	 */
	public void write(int port) throws IOException {
		Path parent = this.path.getParent();
		if (parent == null) {
			throw new IOException("'" + this.path + "' is not a file's path");
		}
		Files.createDirectories(parent);
		// Not createTempFile, whose files are for their owner only
		String unique = Long.toHexString(ThreadLocalRandom.current().nextLong());
		Path temporary = parent.resolve("." + this.path.getFileName() + "." + unique + ".tmp");
		try {
			Files.writeString(temporary, String.valueOf(port), StandardOpenOption.CREATE_NEW);
			Object key = attributes(temporary).fileKey();
			Files.move(temporary, this.path, StandardCopyOption.ATOMIC_MOVE);
			this.writtenKey = key;
			this.written = true;
		}
		finally {
			Files.deleteIfExists(temporary);
		}
	}

	/**
	 * Remove the file if it is still the one that this object has written: the next start
	 * of the application may have replaced it already.
	 * @throws IOException if it cannot be removed
	 */
	public void remove() throws IOException {
		if (this.written && isUnchanged()) {
			Files.deleteIfExists(this.path);
		}
		this.written = false;
	}

	private boolean isUnchanged() throws IOException {
		try {
			BasicFileAttributes attributes = attributes(this.path);
			return attributes.isRegularFile() && Objects.equals(attributes.fileKey(), this.writtenKey);
		}
		catch (NoSuchFileException ex) {
			return false;
		}
	}

	private static BasicFileAttributes attributes(Path path) throws IOException {
		return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
	}

	@Override
	public String toString() {
		return this.path.toString();
	}

}
