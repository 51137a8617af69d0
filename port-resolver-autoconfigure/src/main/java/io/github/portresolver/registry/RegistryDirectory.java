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

package io.github.portresolver.registry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

import io.github.portresolver.owner.PlainText;
import org.jspecify.annotations.Nullable;

/**
 * The directory of one user on one machine in which leases and the records of running
 * applications live. It belongs to this user and is closed to others; what is in it is
 * nevertheless read as if anybody had written it.
 */
final class RegistryDirectory {

	static final int SIZE_LIMIT = 64 * 1024;

	private static final String NAME = "port-resolver";

	private static final Path STATUS = Path.of("/proc/self/status");

	private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

	private static final String USE_ANOTHER = "set 'port-resolver.registry.directory' to a directory of your own";

	private final Path path;

	private RegistryDirectory(Path path) {
		this.path = path;
	}

	// A configured directory, or the usual one
	static RegistryDirectory open(@Nullable Path configured) throws IOException {
		Path absolute = (configured != null) ? configured.toAbsolutePath() : location();
		String problem;
		try {
			createIfMissing(absolute);
			problem = findProblem(absolute);
			if (problem == null) {
				return new RegistryDirectory(absolute.toRealPath());
			}
		}
		catch (IOException ex) {
			problem = "cannot be created or read (" + PlainText.ofFailure(ex) + "); " + USE_ANOTHER;
		}
		throw new IOException("Registry directory '" + absolute + "' " + problem);
	}

	private static void createIfMissing(Path path) throws IOException {
		FileAttribute<?>[] ownerOnly = { PosixFilePermissions.asFileAttribute(OWNER_ONLY) };
		try {
			Path parent = path.getParent();
			if (parent != null && !Files.isDirectory(parent)) {
				Files.createDirectories(parent);
			}
			Files.createDirectory(path, isPosix(path) ? ownerOnly : new FileAttribute<?>[0]);
		}
		catch (FileAlreadyExistsException ex) {
			if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
				throw new FileSystemException(ex.getFile(), null, "'" + ex.getFile() + "' is not a directory");
			}
		}
	}

	private static @Nullable String findProblem(Path path) throws IOException {
		BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class,
				LinkOption.NOFOLLOW_LINKS);
		if (attributes.isSymbolicLink()) {
			return "is a symbolic link and is not followed; remove it, or set 'port-resolver.registry.directory' to its target";
		}
		if (!attributes.isDirectory()) {
			return "is not a directory; remove it, or " + USE_ANOTHER;
		}
		String problem = isPosix(path) ? findOtherUsers(path) : null;
		return (problem != null || Files.isWritable(path)) ? problem : "is not writable; " + USE_ANOTHER;
	}

	private static @Nullable String findOtherUsers(Path path) throws IOException {
		if (ownerOf(path) != userId()) {
			return "belongs to another user (" + Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).getName() + "); "
					+ USE_ANOTHER;
		}
		Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
		return OWNER_ONLY.containsAll(permissions) ? null : "is open to other users ("
				+ PosixFilePermissions.toString(permissions) + "); run chmod 700 on it, or " + USE_ANOTHER;
	}

	private static boolean isPosix(Path path) {
		return path.getFileSystem().supportedFileAttributeViews().contains("posix");
	}

	// Where the registry is when nobody says otherwise: on this machine and the same for
	// all processes of a user, never in a home directory that several machines may share
	static Path location() throws IOException {
		boolean windows = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
		return windows ? onWindows(System.getenv("LOCALAPPDATA"))
				: onUnix(System.getenv("XDG_RUNTIME_DIR"), Path.of("/"), userId());
	}

	static Path onWindows(@Nullable String localAppData) {
		Path base = directory(localAppData);
		return (base != null) ? base.resolve(NAME) : Path.of(System.getProperty("user.home"), NAME).toAbsolutePath();
	}

	// After su the runtime directory may still be that of the user before, and under cron
	// or sudo -u none is set
	static Path onUnix(@Nullable String runtimeDirectory, Path root, int userId) {
		String user = Integer.toUnsignedString(userId);
		Path named = directory(runtimeDirectory);
		Path usual = root.resolve("run/user").resolve(user);
		if (named != null && isOwnedBy(named, userId)) {
			return named.resolve(NAME);
		}
		return isOwnedBy(usual, userId) ? usual.resolve(NAME) : root.resolve("tmp").resolve(NAME + "-" + user);
	}

	private static @Nullable Path directory(@Nullable String value) {
		try {
			Path path = (value != null && !value.isBlank()) ? Path.of(value) : null;
			return (path != null && path.isAbsolute() && Files.isDirectory(path)) ? path : null;
		}
		catch (InvalidPathException ex) {
			return null;
		}
	}

	// Of the user this process creates files as, who need not have a name. The owner of
	// /proc/self is another one if the JVM has file capabilities.
	static int userId() throws IOException {
		if (Files.isReadable(STATUS)) {
			for (String line : Files.readAllLines(STATUS, StandardCharsets.ISO_8859_1)) {
				if (line.startsWith("Uid:")) {
					return Integer.parseUnsignedInt(line.split("\\s+")[4]);
				}
			}
		}
		return ownerOfNewFile();
	}

	private static int ownerOfNewFile() throws IOException {
		Path file = Files.createTempFile(NAME, null);
		try {
			return ownerOf(file);
		}
		finally {
			Files.delete(file);
		}
	}

	static int ownerOf(Path path) throws IOException {
		return (Integer) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
	}

	private static boolean isOwnedBy(Path path, int userId) {
		try {
			return Files.isDirectory(path) && ownerOf(path) == userId;
		}
		catch (IOException ex) {
			return false;
		}
	}

	Path path() {
		return this.path;
	}

	// None if it cannot be read
	String[] names() {
		return Objects.requireNonNullElse(this.path.toFile().list(), new String[0]);
	}

	// A symbolic link is not followed and nothing but a regular file is opened. Never
	// to be used for a lock file: closing any descriptor of one drops the lock of this
	// process (see fcntl(2)).
	String read(String name) throws IOException {
		Path file = resolve(name);
		if (!Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).isRegularFile()) {
			throw new FileSystemException(file.toString(), null, "not a regular file");
		}
		try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
			byte[] content = in.readNBytes(SIZE_LIMIT + 1);
			if (content.length > SIZE_LIMIT) {
				throw new FileSystemException(file.toString(), null, "larger than " + SIZE_LIMIT + " bytes");
			}
			return new String(content, StandardCharsets.UTF_8);
		}
	}

	void replace(String name, String content) throws IOException {
		Path target = resolve(name);
		Path temporary = resolve(String.format("%s.%016x.tmp", name, ThreadLocalRandom.current().nextLong()));
		try {
			Files.writeString(temporary, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
			Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
		}
		catch (IOException ex) {
			Files.deleteIfExists(temporary);
			throw ex;
		}
	}

	Path resolve(String name) {
		return this.path.resolve(name);
	}

}
