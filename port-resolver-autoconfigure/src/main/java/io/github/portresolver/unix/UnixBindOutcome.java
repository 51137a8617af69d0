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

import io.github.portresolver.owner.Owner;
import org.jspecify.annotations.Nullable;

/**
 * What trying to bind a Unix domain socket came to.
 *
 * @since 0.1.0
 */
public sealed interface UnixBindOutcome {

	/**
	 * The socket is bound, listens, and has its name.
	 *
	 * @param socket the held socket
	 * @param staleRemoved whether the file of a process that is gone was in its place
	 */
	record Bound(HeldUnixSocket socket, boolean staleRemoved) implements UnixBindOutcome {

	}

	/**
	 * Someone accepts connections on it. It was left untouched.
	 *
	 * @param owner the process, or {@code null} if it is not known
	 */
	record InUse(@Nullable Owner owner) implements UnixBindOutcome {

	}

	/**
	 * Something that is no socket has the path. It is never removed.
	 *
	 * @param kind what it is, for example {@code a directory}
	 */
	record NotSocket(String kind) implements UnixBindOutcome {

	}

	/**
	 * The directory for the file is not there.
	 *
	 * @param directory the directory
	 */
	record NoDirectory(Path directory) implements UnixBindOutcome {

	}

	/**
	 * This user may not do it.
	 *
	 * @param what what is not permitted, as the subject and predicate of a sentence
	 * @param directory the directory for the file
	 */
	record Denied(String what, Path directory) implements UnixBindOutcome {

	}

	/**
	 * The path is longer than a socket's address can be.
	 *
	 * @param bytes how long it is, in bytes
	 * @param longest the longest it may be, in bytes
	 */
	record TooLong(int bytes, int longest) implements UnixBindOutcome {

	}

	/**
	 * It cannot be done here at all.
	 *
	 * @param reason why not, as a phrase without a full stop
	 */
	record Unsupported(String reason) implements UnixBindOutcome {

	}

}
