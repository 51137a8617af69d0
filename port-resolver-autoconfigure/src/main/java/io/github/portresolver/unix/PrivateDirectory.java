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
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A directory beside the path of a socket that only this user may enter: what is bound in
 * it cannot be connected to before it has its permissions. Closing it removes it.
 */
final class PrivateDirectory implements AutoCloseable {

	// The longest path of a socket, in bytes: Linux has 108 for it, macOS 104. The
	// terminating zero is one of them, and the JDK leaves another one free.
	static final int LONGEST = System.getProperty("os.name", "").startsWith("Mac") ? 102 : 106;

	private static final Set<PosixFilePermission> PERMISSIONS = PosixFilePermissions.fromString("rwx------");

	private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

	private static final int ATTEMPTS = 10;

	private static final String SOCKET = "s";

	private static final String ASIDE = "o";

	private final Path path;

	private PrivateDirectory(Path path) {
		this.path = path;
	}

	static PrivateDirectory beside(Path socket) throws IOException {
		for (int attempt = 1;; attempt++) {
			try {
				Path path = socket.resolveSibling(name(socket));
				return new PrivateDirectory(
						Files.createDirectory(path, PosixFilePermissions.asFileAttribute(PERMISSIONS)));
			}
			catch (FileAlreadyExistsException ex) {
				if (attempt == ATTEMPTS) {
					throw ex;
				}
			}
		}
	}

	// The system's tables show this name for as long as the socket is open
	private static String name(Path socket) {
		String random = Integer.toString(ThreadLocalRandom.current().nextInt(36, 36 * 36), 36);
		String readable = prefix(socket) + random;
		return (lengthIn(readable, socket) <= LONGEST) ? readable : "." + random;
	}

	private static String prefix(Path socket) {
		return "." + socket.getFileName() + ".";
	}

	private static int lengthIn(String directory, Path socket) {
		return length(socket.resolveSibling(directory).resolve(SOCKET));
	}

	// Also the path in the directory, with the shortest name there is, must not be longer
	static int longest(Path socket) {
		return LONGEST - Math.max(0, lengthIn(".xx", socket) - length(socket));
	}

	static int length(Path path) {
		return path.toString().getBytes(StandardCharsets.UTF_8).length;
	}

	static boolean isNameOf(String name, Path socket) {
		try {
			boolean own = name.matches("(?s)(.*/)?" + Pattern.quote(prefix(socket)) + "[0-9a-z]{2}/" + SOCKET);
			Path file = Path.of(own ? name.substring(0, name.lastIndexOf('/')) : name);
			return (own || file.endsWith(socket.getFileName())) && isSameDirectory(file, socket);
		}
		catch (InvalidPathException | IOException ex) {
			// Other processes choose the names of their sockets
			return false;
		}
	}

	private static boolean isSameDirectory(Path one, Path other) throws IOException {
		Path directory = one.toAbsolutePath().getParent();
		return directory != null && Files.isSameFile(directory, other.toAbsolutePath().getParent());
	}

	Path socket() {
		return this.path.resolve(SOCKET);
	}

	Path aside() {
		return this.path.resolve(ASIDE);
	}

	// Set the permissions of the socket, and of nothing that someone with access to the
	// directory above puts in the place of this one
	void setPermissions(Set<PosixFilePermission> permissions) throws IOException {
		try (DirectoryStream<Path> stream = Files.newDirectoryStream(this.path)) {
			boolean safe = stream instanceof SecureDirectoryStream && Files.isDirectory(DESCRIPTORS);
			Path directory = safe ? descriptor((SecureDirectoryStream<Path>) stream) : this.path;
			Files.setPosixFilePermissions(directory.resolve(SOCKET), permissions);
		}
	}

	// The name of a directory may lead elsewhere by now, an open descriptor cannot
	private Path descriptor(SecureDirectoryStream<Path> stream) throws IOException {
		PosixFileAttributes own = stream.getFileAttributeView(PosixFileAttributeView.class).readAttributes();
		PosixFileAttributes socket = stream
			.getFileAttributeView(Path.of(SOCKET), PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
			.readAttributes();
		boolean ours = own.permissions().equals(PERMISSIONS) && socket.isOther() && socket.owner().equals(own.owner());
		Path descriptor = ours ? findDescriptor(own.fileKey()) : null;
		if (descriptor == null) {
			throw new FileSystemException(this.path.toString(), null, "another user has replaced it");
		}
		return descriptor;
	}

	private static @Nullable Path findDescriptor(Object key) throws IOException {
		try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
			for (Path descriptor : descriptors) {
				if (key.equals(keyOfTarget(descriptor))) {
					return descriptor;
				}
			}
		}
		return null;
	}

	private static @Nullable Object keyOfTarget(Path descriptor) {
		try {
			return Files.readAttributes(descriptor, BasicFileAttributes.class).fileKey();
		}
		catch (IOException ex) {
			return null;
		}
	}

	@Override
	public void close() throws IOException {
		Files.deleteIfExists(socket());
		Files.deleteIfExists(aside());
		Files.deleteIfExists(this.path);
	}

}
