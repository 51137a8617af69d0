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
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * What has a path at one moment.
 */
enum SocketFile {

	NONE,

	// It accepts connections, or would if fewer waited
	LIVE_SOCKET,

	// It refuses connections: its process is gone
	STALE_SOCKET,

	// This user may not connect to it
	INACCESSIBLE_SOCKET,

	REGULAR_FILE, DIRECTORY, SYMBOLIC_LINK, SPECIAL_FILE;

	// As of inode(7)
	private static final int TYPE = 0170000;

	// Whether anyone accepts is asked with a connection that is closed at once
	static SocketFile at(Path path) throws IOException {
		try {
			int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
			return switch (mode & TYPE) {
				case 0140000 -> socket(path);
				case 0100000 -> REGULAR_FILE;
				case 0040000 -> DIRECTORY;
				case 0120000 -> SYMBOLIC_LINK;
				default -> SPECIAL_FILE;
			};
		}
		catch (NoSuchFileException ex) {
			return NONE;
		}
	}

	static @Nullable Object key(Path path) throws IOException {
		return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey();
	}

	private static SocketFile socket(Path path) throws IOException {
		try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
			// A blocking one would wait as long as the accept queue is full
			channel.configureBlocking(false);
			channel.connect(UnixDomainSocketAddress.of(path));
			return LIVE_SOCKET;
		}
		catch (ConnectException ex) {
			return STALE_SOCKET;
		}
		catch (IOException ex) {
			if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
				return NONE;
			}
			return Files.isWritable(path) ? LIVE_SOCKET : INACCESSIBLE_SOCKET;
		}
	}

	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT).replace('_', ' ');
	}

}
