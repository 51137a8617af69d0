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
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The directory of one user on one machine in which leases and the records of running
 * applications live. It belongs to this user and is closed to others; what is in it is
 * nevertheless read as if anybody had written it.
 *
 * @since 0.1.0
 */
public final class RegistryDirectory {

	/**
	 * The suffix of files that are being written; a process that is killed may leave one.
	 */
	public static final String TEMPORARY_SUFFIX = ".tmp";

	private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

	private static final Pattern OWN_FILE = Pattern.compile(".*\\.(lock|holder|ports|app\\.json|tmp)");

	private static final String USE_ANOTHER = "set 'port-resolver.registry.directory' to a directory of your own";

	private final Path path;

	private RegistryDirectory(Path path) {
		this.path = path;
	}

	/**
	 * Return where the registry is unless it is configured:
	 * {@code $XDG_RUNTIME_DIR/port-resolver} if that variable names a directory of this
	 * user, else {@code <java.io.tmpdir>/port-resolver-<user>}; on Windows
	 * {@code %LOCALAPPDATA%\port-resolver}. Nothing is created.
	 * @param environment returns an environment variable or {@code null}, usually
	 * {@code System::getenv}
	 * @param systemProperties returns a system property or {@code null}, usually
	 * {@code System::getProperty}
	 * @return an absolute path, unless {@code java.io.tmpdir} is relative
	 */
	public static Path defaultPath(UnaryOperator<@Nullable String> environment,
			UnaryOperator<@Nullable String> systemProperties) {
		return new RegistryLocation(environment, systemProperties).get();
	}

	/**
	 * Open the registry. A missing directory is created for its owner only (0700), with
	 * the parents it needs. One that exists must be a directory, no symbolic link, and
	 * belong to this user; permissions that let others in are taken away, unless it holds
	 * files that are none of a registry's.
	 * @param path the directory
	 * @return the registry, which could be written to a moment ago
	 * @throws RegistryUnavailableException if it cannot be used
	 */
	public static RegistryDirectory open(Path path) throws RegistryUnavailableException {
		Path absolute = path.toAbsolutePath();
		createIfMissing(absolute);
		try {
			requireDirectory(absolute);
			requirePrivate(absolute);
			if (!Files.isWritable(absolute)) {
				throw new RegistryUnavailableException(absolute, "is not writable", USE_ANOTHER, null);
			}
			return new RegistryDirectory(absolute.toRealPath());
		}
		catch (IOException ex) {
			throw new RegistryUnavailableException(absolute, "cannot be read (" + IoReason.of(ex) + ")", USE_ANOTHER,
					ex);
		}
	}

	private static void createIfMissing(Path path) throws RegistryUnavailableException {
		try {
			Path parent = path.getParent();
			if (parent != null && !Files.isDirectory(parent)) {
				Files.createDirectories(parent);
			}
			if (isPosix(path)) {
				Files.createDirectory(path, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
			}
			else {
				Files.createDirectory(path);
			}
		}
		catch (FileAlreadyExistsException ex) {
			if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
				throw new RegistryUnavailableException(path, "cannot be created ('" + ex.getFile() + "' is in the way)",
						USE_ANOTHER, ex);
			}
		}
		catch (IOException ex) {
			throw new RegistryUnavailableException(path, "cannot be created (" + IoReason.of(ex) + ")", USE_ANOTHER,
					ex);
		}
	}

	private static void requireDirectory(Path path) throws IOException, RegistryUnavailableException {
		BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class,
				LinkOption.NOFOLLOW_LINKS);
		if (attributes.isSymbolicLink()) {
			throw new RegistryUnavailableException(path, "is a symbolic link and is not followed",
					"remove it, or set 'port-resolver.registry.directory' to its target", null);
		}
		if (!attributes.isDirectory()) {
			throw new RegistryUnavailableException(path, "is not a directory", "remove it, or " + USE_ANOTHER, null);
		}
	}

	private static void requirePrivate(Path path) throws IOException, RegistryUnavailableException {
		if (!isPosix(path)) {
			return;
		}
		PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class,
				LinkOption.NOFOLLOW_LINKS);
		PosixFileAttributes attributes = view.readAttributes();
		UserPrincipal user = CurrentUser.get();
		if (!attributes.owner().equals(user)) {
			throw new RegistryUnavailableException(path,
					"belongs to user " + attributes.owner().getName() + " and not to " + user.getName(), USE_ANOTHER,
					null);
		}
		if (attributes.permissions().equals(OWNER_ONLY)) {
			return;
		}
		requireOwnFilesOnly(path);
		view.setPermissions(OWNER_ONLY);
		Set<PosixFilePermission> permissions = view.readAttributes().permissions();
		if (!permissions.equals(OWNER_ONLY)) {
			throw new RegistryUnavailableException(path,
					"keeps the permissions " + PosixFilePermissions.toString(permissions), "run chmod 700 on it", null);
		}
	}

	// A directory that others use too, such as /tmp, must not be closed to them
	private static void requireOwnFilesOnly(Path path) throws IOException, RegistryUnavailableException {
		try (Stream<Path> files = Files.list(path)) {
			if (!files.allMatch((file) -> OWN_FILE.matcher(file.getFileName().toString()).matches())) {
				throw new RegistryUnavailableException(path,
						"is open to others and holds other files than a registry's", USE_ANOTHER, null);
			}
		}
	}

	private static boolean isPosix(Path path) {
		return path.getFileSystem().supportedFileAttributeViews().contains("posix");
	}

	/**
	 * Return the directory, with the symbolic links above it resolved.
	 * @return a real path, equal for all ways that lead to this directory
	 */
	public Path path() {
		return this.path;
	}

	/**
	 * Read a small file of this directory. A symbolic link is not followed and nothing
	 * but a regular file is opened. Never to be used for a lock file: closing any
	 * descriptor of one drops the lock of this process (see {@code fcntl(2)}).
	 * @param name the file's name in this directory
	 * @param limit the most bytes it may have
	 * @return the content, in which malformed UTF-8 is replaced
	 * @throws IOException if the file is missing, larger, of another type or not readable
	 */
	public String read(String name, int limit) throws IOException {
		Path file = resolve(name);
		if (!Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).isRegularFile()) {
			throw new FileSystemException(file.toString(), null, "not a regular file");
		}
		try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
			byte[] content = in.readNBytes(limit + 1);
			if (content.length > limit) {
				throw new FileSystemException(file.toString(), null, "larger than " + limit + " bytes");
			}
			return new String(content, StandardCharsets.UTF_8);
		}
	}

	/**
	 * Write a file of this directory: readers see the content before or the new one,
	 * never a part.
	 * @param name the file's name in this directory
	 * @param content the new content
	 * @throws IOException if it cannot be written; the file is then as it was
	 */
	public void replace(String name, String content) throws IOException {
		Path target = resolve(name);
		String unique = Long.toHexString(ThreadLocalRandom.current().nextLong());
		Path temporary = resolve(name + "." + unique + TEMPORARY_SUFFIX);
		try {
			Files.writeString(temporary, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
			Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
		}
		catch (IOException ex) {
			Files.deleteIfExists(temporary);
			throw ex;
		}
	}

	/**
	 * Delete a file of this directory, if it is there. Of a symbolic link only the link
	 * goes.
	 * @param name the file's name in this directory
	 * @throws IOException if it is there and cannot be deleted
	 */
	public void delete(String name) throws IOException {
		Files.deleteIfExists(resolve(name));
	}

	/**
	 * Return where a file of this directory is.
	 * @param name the file's name in this directory
	 * @return its path
	 * @throws IllegalArgumentException if it is not the name of a file
	 */
	public Path resolve(String name) {
		Path file = this.path.resolve(name);
		if (!this.path.equals(file.getParent()) || name.equals("..")) {
			throw new IllegalArgumentException("'" + name + "' is not the name of a file");
		}
		return file;
	}

	@Override
	public String toString() {
		return this.path.toString();
	}

}
