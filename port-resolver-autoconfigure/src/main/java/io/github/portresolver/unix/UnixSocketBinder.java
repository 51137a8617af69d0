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
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

import io.github.portresolver.failure.UnixSocketException;
import io.github.portresolver.failure.UnixSocketException.Problem;
import io.github.portresolver.owner.Owner;
import io.github.portresolver.owner.PlainText;
import io.github.portresolver.owner.PortOwners;
import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * Binds a Unix domain socket. A socket file is bound so that nobody can connect before
 * its permissions are set, and so that nobody's socket is ever replaced: it is bound in a
 * directory of its own, which only this user may enter, and then linked to its path,
 * which fails if there is a file. A stale file is moved into that directory and asked
 * once more before it is deleted.
 */
final class UnixSocketBinder {

	private static final Duration RETRY_INTERVAL = Duration.ofMillis(50);

	private static final Duration LISTENING_TIMEOUT = Duration.ofSeconds(1);

	private static final int ATTEMPTS = 10;

	// One byte less than Linux allows: Netty keeps room for a zero byte at the end, too
	private static final int LONGEST_NAME = 106;

	private static final String EPOLL = "io.netty.channel.epoll.Epoll";

	private final Duration ownerTimeout;

	private final Log log;

	// With a timeout of zero owners are not looked up
	UnixSocketBinder(Duration ownerTimeout, Log log) {
		this.ownerTimeout = ownerTimeout;
		this.log = log;
	}

	Closeable bind(UnixSocketRequest request) {
		try {
			return request.isAbstract() ? bindName(request) : bindFile(request, Path.of(request.path()));
		}
		catch (IOException ex) {
			throw request.failure(Problem.UNSUPPORTED, "cannot be created: " + PlainText.ofFailure(ex));
		}
	}

	Closeable bindInTime(UnixSocketRequest request, Duration wait) {
		UnixSocketBinder withoutOwner = new UnixSocketBinder(Duration.ZERO, this.log);
		long start = System.nanoTime();
		boolean waiting = false;
		while (Duration.ofNanos(System.nanoTime() - start).compareTo(wait) < 0
				&& !Thread.currentThread().isInterrupted()) {
			try {
				return withoutOwner.bind(request);
			}
			catch (UnixSocketException ex) {
				if (ex.getProblem() != Problem.IN_USE) {
					throw ex;
				}
			}
			if (!waiting) {
				this.log.info("Unix socket %s is in use: waiting up to %s for it (port-resolver.wait)".formatted(
						request.path(), (wait.toMillisPart() == 0) ? wait.toSeconds() + "s" : wait.toMillis() + "ms"));
				waiting = true;
			}
			LockSupport.parkNanos(RETRY_INTERVAL.toNanos());
		}
		return bind(request);
	}

	private Closeable bindName(UnixSocketRequest request) throws IOException {
		int length = request.name().getBytes(StandardCharsets.UTF_8).length;
		if (length > LONGEST_NAME) {
			throw tooLong(request, "name", length, LONGEST_NAME);
		}
		String reason = ClassUtils.isPresent(EPOLL, getClass().getClassLoader()) ? HeldAbstractName.reasonUnavailable()
				: "Netty's epoll, which alone can bind such a name, is not on the class path";
		if (reason != null) {
			throw request.failure(Problem.UNSUPPORTED, "cannot be created: " + reason);
		}
		HeldAbstractName held = HeldAbstractName.bind(request);
		if (held == null) {
			throw inUse(request, request.path()::equals);
		}
		return held;
	}

	private Closeable bindFile(UnixSocketRequest request, Path path) throws IOException {
		if (PrivateDirectory.length(path) > PrivateDirectory.longest(path)) {
			throw tooLong(request, "path", PrivateDirectory.length(path), PrivateDirectory.longest(path));
		}
		Path parent = path.toAbsolutePath().resolveSibling("");
		if (!Files.isDirectory(parent)) {
			throw request.failure(Problem.NO_DIRECTORY, "cannot be created: directory " + parent + " does not exist");
		}
		if (!path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
			throw request.failure(Problem.UNSUPPORTED,
					"cannot be created: this system has no permissions for socket files");
		}
		try {
			checkFree(request, path);
			return bind(request, path);
		}
		catch (FileSystemException ex) {
			throw failure(request, "creating a file in " + parent, ex);
		}
	}

	private Closeable bind(UnixSocketRequest request, Path path) throws IOException {
		ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
		try (PrivateDirectory directory = PrivateDirectory.beside(path)) {
			return bind(request, path, directory, channel);
		}
		catch (IOException | RuntimeException ex) {
			channel.close();
			throw ex;
		}
	}

	private Closeable bind(UnixSocketRequest request, Path path, PrivateDirectory directory,
			ServerSocketChannel channel) throws IOException {
		Path socket = directory.socket();
		channel.bind(UnixDomainSocketAddress.of(socket),
				(request.backlog() > 0) ? request.backlog() : Integer.MAX_VALUE);
		directory.setPermissions(request.permissions().values());
		Object key = SocketFile.key(socket);
		for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
			if (checkFree(request, path) == SocketFile.STALE_SOCKET) {
				removeStale(request, path, directory.aside());
			}
			else if (link(request, path, socket)) {
				return new HeldSocketFile(path, channel, key);
			}
		}
		throw UnixSocketException.inUse(request.path(), request.origin(), List.of());
	}

	private SocketFile checkFree(UnixSocketRequest request, Path path) throws IOException {
		SocketFile file = SocketFile.at(path);
		switch (file) {
			case NONE, STALE_SOCKET -> {
				return file;
			}
			case LIVE_SOCKET -> throw inUse(request, (name) -> PrivateDirectory.isNameOf(name, path));
			case INACCESSIBLE_SOCKET -> throw inaccessible(request, path);
			default -> throw request.failure(Problem.NOT_SOCKET,
					"cannot be created: " + file.phrase() + " already exists at this path");
		}
	}

	private UnixSocketException inaccessible(UnixSocketRequest request, Path path) {
		List<Owner> owners = PortOwners.findUnixSocket((name) -> PrivateDirectory.isNameOf(name, path),
				LISTENING_TIMEOUT);
		return owners.isEmpty()
				? request.failure(Problem.DENIED, "cannot be created: connecting to " + path + " is not permitted")
				: UnixSocketException.inUse(request.path(), request.origin(), owners);
	}

	private void removeStale(UnixSocketRequest request, Path path, Path aside) throws IOException {
		try {
			Files.move(path, aside, StandardCopyOption.ATOMIC_MOVE);
		}
		catch (NoSuchFileException ex) {
			return;
		}
		catch (FileSystemException ex) {
			throw failure(request, "removing the stale socket " + path, ex);
		}
		if (SocketFile.at(aside) == SocketFile.STALE_SOCKET) {
			this.log.info("Removed the stale socket " + path + ": nothing was listening on it");
		}
		else {
			// Someone replaced the stale one in between
			link(request, path, aside);
		}
		Files.delete(aside);
	}

	private static boolean link(UnixSocketRequest request, Path path, Path existing) throws IOException {
		try {
			Files.createLink(path, existing);
			return true;
		}
		catch (FileAlreadyExistsException ex) {
			return false;
		}
		catch (FileSystemException | UnsupportedOperationException ex) {
			// A new directory beside it could be created, so it is not the permission
			throw request.failure(Problem.UNSUPPORTED,
					"cannot be created: the file system of " + path.toAbsolutePath().resolveSibling("")
							+ " does not support hard links (" + PlainText.ofFailure(ex) + ")");
		}
	}

	static UnixSocketException failure(UnixSocketRequest request, String what, FileSystemException failure) {
		boolean denied = failure instanceof AccessDeniedException
				|| "Operation not permitted".equals(failure.getReason());
		return denied ? request.failure(Problem.DENIED, "cannot be created: " + what + " is not permitted") : request
			.failure(Problem.UNSUPPORTED, "cannot be created: " + what + " failed: " + PlainText.ofFailure(failure));
	}

	private UnixSocketException inUse(UnixSocketRequest request, Predicate<String> name) {
		return UnixSocketException.inUse(request.path(), request.origin(),
				this.ownerTimeout.isZero() ? List.of() : PortOwners.findUnixSocket(name, this.ownerTimeout));
	}

	private static UnixSocketException tooLong(UnixSocketRequest request, String what, int length, int longest) {
		return request.failure(Problem.TOO_LONG,
				"cannot be created: its %s is %d bytes long, but the maximum is %d".formatted(what, length, longest));
	}

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
			try (this.channel) {
				// As long as the socket is open, its inode is not given to another file
				if (isOurs()) {
					Files.deleteIfExists(this.path);
				}
			}
		}

		private boolean isOurs() throws IOException {
			try {
				return this.key != null && this.key.equals(SocketFile.key(this.path));
			}
			catch (NoSuchFileException ex) {
				return false;
			}
		}

	}

}
