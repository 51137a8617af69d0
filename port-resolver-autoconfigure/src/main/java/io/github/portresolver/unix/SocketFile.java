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
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What has a path at one moment.
 */
record SocketFile(Kind kind, @Nullable Object key) {

	private static final int TYPE = 0170000;

	private static final int SOCKET = 0140000;

	private static final int DIRECTORY = 0040000;

	private static final int LINK = 0120000;

	private static final int REGULAR = 0100000;

	// Look what has a path. Whether anyone accepts is asked with a connection that is
	// closed
	// at once.
	static SocketFile at(Path path) throws IOException {
		Map<String, Object> attributes;
		try {
			attributes = Files.readAttributes(path, "unix:mode,fileKey", LinkOption.NOFOLLOW_LINKS);
		}
		catch (NoSuchFileException ex) {
			return new SocketFile(Kind.NONE, null);
		}
		int type = (attributes.get("mode") instanceof Integer mode) ? mode & TYPE : 0;
		return new SocketFile((type == SOCKET) ? socket(path) : other(type), attributes.get("fileKey"));
	}

	static @Nullable Object key(Path path) throws IOException {
		return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey();
	}

	static @Nullable Object keyOfTarget(Path path) {
		try {
			return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
		}
		catch (IOException ex) {
			return null;
		}
	}

	private static Kind other(int type) {
		return switch (type) {
			case REGULAR -> Kind.REGULAR_FILE;
			case DIRECTORY -> Kind.DIRECTORY;
			case LINK -> Kind.SYMBOLIC_LINK;
			default -> Kind.OTHER;
		};
	}

	private static Kind socket(Path path) throws IOException {
		try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
			// A blocking one would wait as long as the accept queue is full
			channel.configureBlocking(false);
			channel.connect(UnixDomainSocketAddress.of(path));
			return Kind.LIVE_SOCKET;
		}
		catch (ConnectException ex) {
			return Kind.STALE_SOCKET;
		}
		catch (IOException ex) {
			if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
				return Kind.NONE;
			}
			return Files.isWritable(path) ? Kind.LIVE_SOCKET : Kind.INACCESSIBLE_SOCKET;
		}
	}

	/**
	 * What a file is.
	 */
	enum Kind {

		NONE(""),
		// A socket that accepts connections, or that would if fewer waited
		LIVE_SOCKET("a socket"),
		// A socket that refuses connections: its process is gone
		STALE_SOCKET("a socket"), INACCESSIBLE_SOCKET("a socket"), REGULAR_FILE("a regular file"),
		DIRECTORY("a directory"), SYMBOLIC_LINK("a symbolic link"), OTHER("a special file");

		private final String phrase;

		Kind(String phrase) {
			this.phrase = phrase;
		}

		String phrase() {
			return this.phrase;
		}

	}

}
