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

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * A bound, listening socket and the file that names it.
 */
record HeldSocketFile(Path path, ServerSocketChannel channel, @Nullable Object key) implements Closeable {

	// Remove the file, unless another one has taken its place, and close the socket.
	// In this order nobody finds a file that looks stale.
	@Override
	public void close() throws IOException {
		if (!this.channel.isOpen()) {
			return;
		}
		// As long as the socket is open, its inode is not given to another file
		try (this.channel) {
			if (this.key != null && this.key.equals(SocketFile.key(this.path))) {
				Files.delete(this.path);
			}
		}
		catch (NoSuchFileException ex) {
			// Someone has removed it
		}
	}

}
