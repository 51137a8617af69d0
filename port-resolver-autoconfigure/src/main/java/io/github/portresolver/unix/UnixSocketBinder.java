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
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import io.github.portresolver.owner.UnixSocketOwners;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * Binds a Unix domain socket. A socket file is bound so that nobody can connect before
 * its permissions are set, and so that nobody's socket is ever replaced: it is bound in a
 * directory of its own, which only this user may enter, and then linked to its path,
 * which fails if there is a file.
 *
 * @since 0.1.0
 */
public final class UnixSocketBinder {

	private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(5);

	private static final int ATTEMPTS = 10;

	private static final int RANDOM_CHARACTERS = 2;

	/**
	 * A dot and a random character.
	 */
	private static final int SHORTEST_NAME = 2;

	private static final String SOCKET = "s";

	/**
	 * One byte less than Linux allows: Netty keeps room for a zero byte at the end, too.
	 */
	private static final int LONGEST_NAME = 106;

	private static final String EPOLL = "io.netty.channel.epoll.Epoll";

	private final UnixSocketOwners owners;

	private final Duration ownerTimeout;

	UnixSocketBinder(UnixSocketOwners owners, Duration ownerTimeout) {
		this.owners = owners;
		this.ownerTimeout = ownerTimeout;
	}

	/**
	 * Return a binder for the system this JVM runs on.
	 * @param ownerTimeout the longest time that looking up a socket's owner may take
	 * @return the binder
	 */
	public static UnixSocketBinder ofSystem(Duration ownerTimeout) {
		return new UnixSocketBinder(UnixSocketOwners.ofSystem(), ownerTimeout);
	}

	/**
	 * Bind a socket and hold it.
	 * @param request what is asked for, with a path
	 * @return what it came to
	 * @throws IOException if the system fails in a way that says nothing about the path
	 */
	public UnixBindOutcome bind(UnixSocketRequest request) throws IOException {
		return request.isAbstract() ? bindName(request) : bindFile(request);
	}

	private UnixBindOutcome bindName(UnixSocketRequest request) throws IOException {
		int length = request.name().getBytes(StandardCharsets.UTF_8).length;
		if (length > LONGEST_NAME) {
			return new UnixBindOutcome.TooLong(length, LONGEST_NAME);
		}
		String reason = ClassUtils.isPresent(EPOLL, getClass().getClassLoader()) ? HeldAbstractName.reasonUnavailable()
				: "Netty's epoll, which alone can bind such a name, is not on the class path";
		if (reason != null) {
			return new UnixBindOutcome.Unsupported(reason);
		}
		HeldAbstractName held = HeldAbstractName.bind(request);
		return (held != null) ? new UnixBindOutcome.Bound(held, false)
				: new UnixBindOutcome.InUse(this.owners.find(request.path()::equals, this.ownerTimeout));
	}

	private UnixBindOutcome bindFile(UnixSocketRequest request) throws IOException {
		Path path = Path.of(request.path());
		Path directory = directory(path);
		if (SocketAddressLength.of(path) > SocketAddressLength.LONGEST || room(path) < SHORTEST_NAME) {
			return new UnixBindOutcome.TooLong(SocketAddressLength.of(path), SocketAddressLength.LONGEST);
		}
		if (!Files.isDirectory(directory)) {
			return new UnixBindOutcome.NoDirectory(directory);
		}
		if (!path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
			return new UnixBindOutcome.Unsupported("this system has no permissions for socket files");
		}
		try {
			return bind(request, path, directory);
		}
		catch (AccessDeniedException ex) {
			return new UnixBindOutcome.Denied("Access to " + ex.getFile() + " is not permitted", directory);
		}
	}

	private UnixBindOutcome bind(UnixSocketRequest request, Path path, Path directory) throws IOException {
		boolean staleRemoved = false;
		for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
			SocketFile file = SocketFile.at(path);
			if (file.kind() == SocketFile.Kind.STALE_SOCKET) {
				try {
					staleRemoved |= removeStale(path, directory);
				}
				catch (FileSystemException ex) {
					return new UnixBindOutcome.Denied("The stale socket " + path + " may not be removed", directory);
				}
				continue;
			}
			UnixBindOutcome conflict = conflict(file, path, directory);
			if (conflict != null) {
				return conflict;
			}
			try {
				return publish(request, path, directory, staleRemoved);
			}
			catch (FileAlreadyExistsException ex) {
				// Someone was faster
			}
		}
		return new UnixBindOutcome.InUse(null);
	}

	private @Nullable UnixBindOutcome conflict(SocketFile file, Path path, Path directory) {
		return switch (file.kind()) {
			case NONE -> null;
			case LIVE_SOCKET -> inUse(path);
			case INACCESSIBLE_SOCKET -> isListening(path) ? inUse(path)
					: new UnixBindOutcome.Denied("Connecting to " + path + " is not permitted", directory);
			default -> new UnixBindOutcome.NotSocket(file.kind().phrase());
		};
	}

	private boolean isListening(Path path) {
		return this.owners.isListening((name) -> isNameOf(name, path));
	}

	private UnixBindOutcome inUse(Path path) {
		return new UnixBindOutcome.InUse(this.owners.find((name) -> isNameOf(name, path), this.ownerTimeout));
	}

	private boolean removeStale(Path path, Path directory) throws IOException {
		DirectoryLock lock = DirectoryLock.take(directory, LOCK_TIMEOUT);
		try {
			// What it was before the lock was taken may be gone
			return SocketFile.at(path).kind() == SocketFile.Kind.STALE_SOCKET && Files.deleteIfExists(path);
		}
		finally {
			lock.close();
		}
	}

	private UnixBindOutcome publish(UnixSocketRequest request, Path path, Path directory, boolean staleRemoved)
			throws IOException {
		Path own;
		try {
			own = createOwnDirectory(path, directory);
		}
		catch (FileAlreadyExistsException ex) {
			throw ex;
		}
		catch (FileSystemException ex) {
			return new UnixBindOutcome.Denied("Creating a file in " + directory + " is not permitted", directory);
		}
		Path bound = own.resolve(SOCKET);
		ServerSocketChannel channel = null;
		try {
			channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
			channel.bind(UnixDomainSocketAddress.of(bound),
					(request.backlog() > 0) ? request.backlog() : Integer.MAX_VALUE);
			Files.setPosixFilePermissions(bound, request.permissions().values());
			Object key = SocketFile.key(bound);
			Files.createLink(path, bound);
			return new UnixBindOutcome.Bound(new HeldSocketFile(path, channel, key), staleRemoved);
		}
		catch (IOException | RuntimeException ex) {
			if (channel != null) {
				channel.close();
			}
			throw ex;
		}
		finally {
			Files.deleteIfExists(bound);
			Files.deleteIfExists(own);
		}
	}

	private Path createOwnDirectory(Path path, Path directory) throws IOException {
		return Files.createDirectory(directory.resolve(ownDirectoryName(path)),
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
	}

	// The system's tables show this name for as long as the socket is open
	private static String ownDirectoryName(Path path) {
		String readable = prefix(path);
		int room = room(path);
		StringBuilder name = new StringBuilder(
				(SocketAddressLength.of(readable) + RANDOM_CHARACTERS <= room) ? readable : ".");
		int characters = Math.min(room - SocketAddressLength.of(name.toString()), RANDOM_CHARACTERS);
		for (int i = 0; i < characters; i++) {
			name.append(
					Character.forDigit(ThreadLocalRandom.current().nextInt(Character.MAX_RADIX), Character.MAX_RADIX));
		}
		return name.toString();
	}

	// For the name of a directory between the path's own and the socket
	private static int room(Path path) {
		return SocketAddressLength.LONGEST - SocketAddressLength.of(path.resolveSibling(SOCKET)) - 1;
	}

	private static String prefix(Path path) {
		return "." + path.getFileName() + ".";
	}

	// As its own name, or as the one under which a socket is bound here
	private static boolean isNameOf(String name, Path path) {
		try {
			Path bound = Path.of(name).toAbsolutePath();
			Path own = bound.getParent();
			return bound.equals(path.toAbsolutePath())
					|| (own != null && isOwnDirectory(own, path) && bound.equals(own.resolve(SOCKET)));
		}
		catch (InvalidPathException ex) {
			// Other processes choose the names of their sockets
			return false;
		}
	}

	private static boolean isOwnDirectory(Path own, Path path) {
		String name = String.valueOf(own.getFileName());
		String prefix = prefix(path);
		return name.startsWith(prefix) && name.length() == prefix.length() + RANDOM_CHARACTERS
				&& directory(own).equals(directory(path.toAbsolutePath()));
	}

	private static Path directory(Path path) {
		Path parent = path.getParent();
		return (parent != null) ? parent : Path.of("");
	}

}
