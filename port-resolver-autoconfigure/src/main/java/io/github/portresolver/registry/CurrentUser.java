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
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;

/**
 * The user this process runs as, as far as files are concerned.
 */
final class CurrentUser {

	private static final Path PROC_SELF = Path.of("/proc/self");

	private CurrentUser() {
	}

	/**
	 * Return the current user. The owner of {@code /proc/self} is right even in a
	 * container whose user has no name; elsewhere the name decides.
	 * @return the user
	 * @throws IOException if the system does not tell
	 */
	static UserPrincipal get() throws IOException {
		if (Files.isDirectory(PROC_SELF)) {
			return Files.getOwner(PROC_SELF);
		}
		return FileSystems.getDefault()
			.getUserPrincipalLookupService()
			.lookupPrincipalByName(System.getProperty("user.name", ""));
	}

	/**
	 * Tell whether the current user owns a file.
	 * @param path the file, of which a symbolic link is not followed
	 * @return {@code false} also if the owner cannot be found out
	 */
	static boolean owns(Path path) {
		try {
			return Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).equals(get());
		}
		catch (IOException | UnsupportedOperationException ex) {
			return false;
		}
	}

}
