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

import io.github.portresolver.failure.UnixSocketException;
import io.github.portresolver.failure.UnixSocketException.Problem;
import io.github.portresolver.owner.Owner;
import io.github.portresolver.owner.PlainText;
import io.github.portresolver.owner.PortOwners;
import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import org.springframework.format.annotation.DurationFormat.Style;
import org.springframework.format.datetime.standard.DurationFormatterUtils;
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

	private final Duration ownerTimeout;

	private final Log log;

	// With a timeout of zero owners are not looked up
	UnixSocketBinder(Duration ownerTimeout, Log log) {
		this.ownerTimeout = ownerTimeout;
		this.log = log;
	}

	Closeable bind(UnixSocketRequest request, Duration wait) {
		Closeable held = tryBind(request);
		if (held == null && !wait.isZero()) {
			this.log.info("Unix socket %s is in use: waiting up to %s for it (port-resolver.wait)"
				.formatted(request.path(), DurationFormatterUtils.print(wait, Style.COMPOSITE)));
			held = tryAgain(request, wait);
		}
		if (held == null) {
			throw UnixSocketException.inUse(request.path(), request.origin(),
					this.ownerTimeout.isZero() ? List.of() : findOwners(request, this.ownerTimeout));
		}
		return held;
	}

	private @Nullable Closeable tryAgain(UnixSocketRequest request, Duration wait) {
		Closeable held = null;
		long start = System.nanoTime();
		while (held == null && Duration.ofNanos(System.nanoTime() - start).compareTo(wait) < 0
				&& !Thread.currentThread().isInterrupted()) {
			LockSupport.parkNanos(RETRY_INTERVAL.toNanos());
			held = tryBind(request);
		}
		return held;
	}

	private static List<Owner> findOwners(UnixSocketRequest request, Duration timeout) {
		return PortOwners.findUnixSocket((name) -> request.isAbstract() ? name.equals(request.path())
				: PrivateDirectory.isNameOf(name, request.file()), timeout);
	}

	// This and what it calls return null if someone has the socket
	private @Nullable Closeable tryBind(UnixSocketRequest request) {
		try {
			return request.isAbstract() ? bindName(request) : bindFile(request);
		}
		catch (IOException ex) {
			throw request.failure(Problem.UNSUPPORTED, PlainText.ofFailure(ex));
		}
	}

	private @Nullable Closeable bindName(UnixSocketRequest request) throws IOException {
		checkLength(request, "name", request.name().getBytes(StandardCharsets.UTF_8).length, LONGEST_NAME);
		String reason = ClassUtils.isPresent("io.netty.channel.epoll.Epoll", getClass().getClassLoader())
				? HeldAbstractName.reasonUnavailable()
				: "Netty's epoll transport, which an abstract name requires, is not on the class path";
		if (reason != null) {
			throw request.failure(Problem.UNSUPPORTED, reason);
		}
		return HeldAbstractName.bind(request);
	}

	private @Nullable Closeable bindFile(UnixSocketRequest request) throws IOException {
		checkPath(request);
		try {
			return (look(request) != SocketFile.LIVE_SOCKET) ? bindBeside(request) : null;
		}
		catch (FileSystemException ex) {
			throw failure(request, "creating a file in " + request.directory(), ex);
		}
	}

	private static void checkPath(UnixSocketRequest request) {
		Path file = request.file();
		checkLength(request, "path", PrivateDirectory.length(file), PrivateDirectory.longest(file));
		if (!Files.isDirectory(request.directory())) {
			throw request.failure(Problem.NO_DIRECTORY, "directory " + request.directory() + " does not exist");
		}
		if (!file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
			throw request.failure(Problem.UNSUPPORTED,
					"this operating system does not support permissions on socket files");
		}
	}

	private static void checkLength(UnixSocketRequest request, String what, int length, int longest) {
		if (length > longest) {
			throw request.failure(Problem.TOO_LONG,
					"its %s is %d bytes long, but the maximum is %d".formatted(what, length, longest));
		}
	}

	private @Nullable HeldSocketFile bindBeside(UnixSocketRequest request) throws IOException {
		ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
		HeldSocketFile held = null;
		try {
			held = bindBeside(request, channel);
			return held;
		}
		finally {
			if (held == null) {
				channel.close();
			}
		}
	}

	private @Nullable HeldSocketFile bindBeside(UnixSocketRequest request, ServerSocketChannel channel)
			throws IOException {
		try (PrivateDirectory directory = PrivateDirectory.beside(request.file())) {
			channel.bind(UnixDomainSocketAddress.of(directory.socket()), request.backlog());
			directory.setPermissions(request.permissions().values());
			Object key = SocketFile.key(directory.socket());
			return takePath(request, directory) ? new HeldSocketFile(request.file(), channel, key) : null;
		}
	}

	private boolean takePath(UnixSocketRequest request, PrivateDirectory directory) throws IOException {
		for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
			SocketFile found = look(request);
			boolean taken = found == SocketFile.NONE && link(request, directory.socket());
			if (taken || found == SocketFile.LIVE_SOCKET) {
				return taken;
			}
			if (found == SocketFile.STALE_SOCKET) {
				removeStale(request, directory.aside());
			}
		}
		return false;
	}

	// Whether there is no socket, a live one or a stale one; anything else fails
	private static SocketFile look(UnixSocketRequest request) throws IOException {
		SocketFile found = SocketFile.at(request.file());
		return switch (found) {
			case NONE, LIVE_SOCKET, STALE_SOCKET -> found;
			case INACCESSIBLE_SOCKET -> lookUpInaccessible(request);
			default -> throw request.failure(Problem.NOT_SOCKET, "a " + found + " already exists at this path");
		};
	}

	private static SocketFile lookUpInaccessible(UnixSocketRequest request) {
		if (findOwners(request, LISTENING_TIMEOUT).isEmpty()) {
			throw request.failure(Problem.DENIED, "a socket exists at this path, and this user may not connect to it");
		}
		return SocketFile.LIVE_SOCKET;
	}

	private void removeStale(UnixSocketRequest request, Path aside) throws IOException {
		if (!move(request, aside)) {
			return;
		}
		if (SocketFile.at(aside) == SocketFile.STALE_SOCKET) {
			this.log.info("Removed the stale Unix socket " + request.file() + ": nothing was listening on it");
		}
		else {
			// Someone replaced the stale one in between
			link(request, aside);
		}
		Files.delete(aside);
	}

	private static boolean move(UnixSocketRequest request, Path aside) throws IOException {
		try {
			Files.move(request.file(), aside, StandardCopyOption.ATOMIC_MOVE);
			return true;
		}
		catch (NoSuchFileException ex) {
			return false;
		}
		catch (FileSystemException ex) {
			throw failure(request, "removing the stale socket " + request.file(), ex);
		}
	}

	private static boolean link(UnixSocketRequest request, Path existing) throws IOException {
		try {
			Files.createLink(request.file(), existing);
			return true;
		}
		catch (FileAlreadyExistsException ex) {
			return false;
		}
		catch (FileSystemException ex) {
			// A new directory beside it could be created, so it is not the permission
			throw request.failure(Problem.UNSUPPORTED, "the file system of %s does not support hard links (%s)"
				.formatted(request.directory(), PlainText.ofFailure(ex)));
		}
	}

	static UnixSocketException failure(UnixSocketRequest request, String what, FileSystemException failure) {
		boolean denied = failure instanceof AccessDeniedException
				|| "Operation not permitted".equals(failure.getReason());
		return denied ? request.failure(Problem.DENIED, what + " is not permitted")
				: request.failure(Problem.UNSUPPORTED, what + " failed: " + PlainText.ofFailure(failure));
	}

}
