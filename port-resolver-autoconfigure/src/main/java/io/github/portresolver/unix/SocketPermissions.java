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

import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * Who may connect to a socket file: on Linux, those who may write to it.
 *
 * @param values the permissions
 * @since 0.1.0
 */
public record SocketPermissions(Set<PosixFilePermission> values) {

	/**
	 * The owner only.
	 */
	public static final SocketPermissions OWNER_ONLY = valueOf("rw-------");

	/**
	 * Copy the permissions.
	 */
	public SocketPermissions {
		values = Set.copyOf(values);
	}

	/**
	 * Parse permissions as {@code ls -l} prints them.
	 * @param text nine characters, such as {@code rw-rw----}
	 * @return the permissions
	 * @throws IllegalArgumentException if the text is nothing like it
	 */
	public static SocketPermissions valueOf(String text) {
		try {
			return new SocketPermissions(PosixFilePermissions.fromString(text.strip()));
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("not nine characters as printed by ls -l");
		}
	}

	/**
	 * Return the permissions as {@code ls -l} prints them.
	 * @return nine characters
	 */
	@Override
	public String toString() {
		return this.values.isEmpty() ? "---------" : PosixFilePermissions.toString(EnumSet.copyOf(this.values));
	}

}
