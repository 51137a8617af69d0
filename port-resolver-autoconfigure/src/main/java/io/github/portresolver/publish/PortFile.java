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
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that holds the server's port as a bare number, for scripts and test runners.
 *
 * @since 0.1.0
 */
public final class PortFile {

	private final Path path;

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
		Path temporary = parent.resolve("." + this.path.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
		try {
			Files.writeString(temporary, String.valueOf(port), StandardOpenOption.CREATE_NEW);
			Files.move(temporary, this.path, StandardCopyOption.ATOMIC_MOVE);
			this.written = true;
		}
		finally {
			Files.deleteIfExists(temporary);
		}
	}

	/**
	 * Remove the file if this object has written it and it is still a file.
	 * @throws IOException if it cannot be removed
	 */
	public void remove() throws IOException {
		if (this.written && Files.isRegularFile(this.path, LinkOption.NOFOLLOW_LINKS)) {
			Files.delete(this.path);
		}
		this.written = false;
	}

	@Override
	public String toString() {
		return this.path.toString();
	}

}
