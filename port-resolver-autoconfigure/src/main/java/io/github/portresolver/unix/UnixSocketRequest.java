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

import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

import io.github.portresolver.failure.UnixSocketException;
import io.github.portresolver.failure.UnixSocketException.Problem;
import org.jspecify.annotations.Nullable;

/**
 * The Unix domain socket an application asks for.
 *
 * @param path the path of the socket file, used exactly as given, or {@code @} and a name
 * in Linux's abstract namespace
 * @param origin where the path was set, or {@code null} if that is not known
 * @param permissions who may connect to a file
 * @param only whether the application serves on no port beside it
 * @param backlog the length of the accept queue; 0 becomes the longest that the system
 * allows
 */
public record UnixSocketRequest(String path, @Nullable String origin, SocketPermissions permissions, boolean only,
		int backlog) {

	public UnixSocketRequest {
		backlog = (backlog > 0) ? backlog : Integer.MAX_VALUE;
	}

	// The first character of a path that is a name in Linux's abstract namespace
	public static final String ABSTRACT = "@";

	// As of unix(7): such a name has no permissions, every local user may connect
	public boolean isAbstract() {
		return this.path.startsWith(ABSTRACT);
	}

	public String name() {
		return this.path.substring(ABSTRACT.length());
	}

	Path file() {
		return Path.of(this.path);
	}

	Path directory() {
		return file().toAbsolutePath().resolveSibling("");
	}

	UnixSocketException failure(Problem problem, String reason) {
		return new UnixSocketException(this.path, this.origin, problem, "cannot be created: " + reason, null);
	}

	@Override
	public String toString() {
		return this.path + " (" + (isAbstract() ? "every local user may connect" : this.permissions) + ")";
	}

	/**
	 * Who may connect to a socket file: on Linux, those who may write to it.
	 */
	public record SocketPermissions(Set<PosixFilePermission> values) {

		public static final SocketPermissions OWNER_ONLY = valueOf("rw-------");

		public SocketPermissions {
			values = Set.copyOf(values);
		}

		public static SocketPermissions valueOf(String text) {
			try {
				return new SocketPermissions(PosixFilePermissions.fromString(text.strip()));
			}
			catch (IllegalArgumentException ex) {
				throw new IllegalArgumentException("not nine permission characters such as rw-rw----");
			}
		}

		@Override
		public String toString() {
			return this.values.isEmpty() ? "---------" : PosixFilePermissions.toString(EnumSet.copyOf(this.values));
		}

	}

}
