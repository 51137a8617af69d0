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

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

/**
 * Where the registry is when nobody says otherwise: on this machine and per user, never
 * in a home directory that several machines may share.
 */
final class RegistryLocation {

	private static final String NAME = "port-resolver";

	private final UnaryOperator<@Nullable String> environment;

	private final UnaryOperator<@Nullable String> systemProperties;

	RegistryLocation(UnaryOperator<@Nullable String> environment, UnaryOperator<@Nullable String> systemProperties) {
		this.environment = environment;
		this.systemProperties = systemProperties;
	}

	Path get() {
		Path base = isWindows() ? directory("LOCALAPPDATA") : runtimeDirectory();
		return (base != null) ? base.resolve(NAME) : temporaryDirectory().resolve(NAME + "-" + user());
	}

	private boolean isWindows() {
		return property("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
	}

	/**
	 * After {@code su} the variable may still name the directory of the user before: what
	 * is created there would lock that user out.
	 * @return the directory, or {@code null} if there is none of this user
	 */
	private @Nullable Path runtimeDirectory() {
		Path directory = directory("XDG_RUNTIME_DIR");
		return (directory != null && CurrentUser.owns(directory)) ? directory : null;
	}

	private @Nullable Path directory(String variable) {
		String value = this.environment.apply(variable);
		if (value == null || value.isBlank()) {
			return null;
		}
		try {
			Path path = Path.of(value);
			return (path.isAbsolute() && Files.isDirectory(path)) ? path : null;
		}
		catch (InvalidPathException ex) {
			return null;
		}
	}

	private Path temporaryDirectory() {
		return Path.of(property("java.io.tmpdir", "/tmp"));
	}

	private String user() {
		return property("user.name", "unknown").replaceAll("[^A-Za-z0-9._-]", "_");
	}

	private String property(String name, String fallback) {
		String value = this.systemProperties.apply(name);
		return (value != null && !value.isBlank()) ? value : fallback;
	}

}
