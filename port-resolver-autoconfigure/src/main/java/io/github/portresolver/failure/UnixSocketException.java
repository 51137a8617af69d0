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

package io.github.portresolver.failure;

import java.util.List;

import io.github.portresolver.PortConflictException;
import io.github.portresolver.owner.Owner;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ExitCodeGenerator;

/**
 * The Unix domain socket that the application needs cannot be had.
 */
public class UnixSocketException extends RuntimeException implements ExitCodeGenerator {

	private final String path;

	private final @Nullable String origin;

	private final Problem problem;

	private final transient @Nullable Owner owner;

	// The reason is the predicate of a sentence about the socket
	public UnixSocketException(String path, @Nullable String origin, Problem problem, String reason,
			@Nullable Owner owner) {
		super("Unix socket " + path + " " + reason);
		this.path = path;
		this.origin = origin;
		this.problem = problem;
		this.owner = owner;
	}

	// One process has it, more are not believed
	public static UnixSocketException inUse(String path, @Nullable String origin, List<Owner> owners) {
		Owner owner = (owners.size() == 1 && owners.get(0).pid() != null) ? owners.get(0) : null;
		return new UnixSocketException(path, origin, Problem.IN_USE,
				"is in use" + ((owner != null) ? " by " + owner.describe() : " (owner unknown)"), owner);
	}

	public String getPath() {
		return this.path;
	}

	public @Nullable String getOrigin() {
		return this.origin;
	}

	public Problem getProblem() {
		return this.problem;
	}

	public @Nullable Owner getOwner() {
		return this.owner;
	}

	@Override
	public int getExitCode() {
		return switch (this.problem) {
			case IN_USE -> PortConflictException.Reason.IN_USE.exitCode();
			case DENIED -> PortConflictException.Reason.PERMISSION_DENIED.exitCode();
			default -> 1;
		};
	}

	public enum Problem {

		IN_USE, NOT_SOCKET, NO_DIRECTORY, DENIED, TOO_LONG, UNSUPPORTED

	}

}
