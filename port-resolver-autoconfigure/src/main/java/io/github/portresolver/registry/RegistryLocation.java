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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

/**
 * Where the registry is when nobody says otherwise: on this machine and the same for all
 * processes of a user, never in a home directory that several machines may share.
 */
final class RegistryLocation {

	private static final String NAME = "port-resolver";

	private static final Path STATUS = Path.of("/proc/self/status");

	private final UnaryOperator<@Nullable String> environment;

	private final Path root;

	RegistryLocation(UnaryOperator<@Nullable String> environment, Path root) {
		this.environment = environment;
		this.root = root;
	}

	static Path ofSystem() throws IOException {
		RegistryLocation location = new RegistryLocation(System::getenv, Path.of("/"));
		boolean windows = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
		return windows ? location.onWindows() : location.onUnix(userId());
	}

	Path onWindows() {
		Path base = directory("LOCALAPPDATA");
		return (base != null) ? base.resolve(NAME) : Path.of(System.getProperty("user.home"), NAME).toAbsolutePath();
	}

	// After su the variable may still name the directory of the user before, and under
	// cron or sudo -u there is none
	Path onUnix(int userId) {
		String user = Integer.toUnsignedString(userId);
		Path named = directory("XDG_RUNTIME_DIR");
		Path usual = this.root.resolve("run/user").resolve(user);
		if (named != null && isOwnedBy(named, userId)) {
			return named.resolve(NAME);
		}
		return isOwnedBy(usual, userId) ? usual.resolve(NAME) : this.root.resolve("tmp").resolve(NAME + "-" + user);
	}

	private @Nullable Path directory(String variable) {
		String value = this.environment.apply(variable);
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

}
