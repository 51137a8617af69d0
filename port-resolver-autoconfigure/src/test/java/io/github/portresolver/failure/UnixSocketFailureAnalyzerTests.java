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

import java.nio.file.Path;

import io.github.portresolver.owner.Owner;
import io.github.portresolver.unix.SocketPermissions;
import io.github.portresolver.unix.UnixBindOutcome;
import io.github.portresolver.unix.UnixSocketRequest;
import org.junit.jupiter.api.Test;

import org.springframework.boot.diagnostics.FailureAnalysis;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UnixSocketFailureAnalyzer}.
 */
class UnixSocketFailureAnalyzerTests {

	private static final String ASKED_FOR = ".%n%nIt is asked for by port-resolver.unix-socket.path (app.yaml:3).";

	private final UnixSocketRequest request = new UnixSocketRequest("/run/app/app.sock", "app.yaml:3",
			SocketPermissions.OWNER_ONLY, false, 0);

	@Test
	void analyzeWhenInUseByAnotherUser() {
		Owner owner = new Owner(99_000_000L, "java orders.jar", "alice", null, null);
		UnixSocketException failure = failure(new UnixBindOutcome.InUse(owner));
		assertDescription(failure,
				"Unix socket /run/app/app.sock is in use by PID 99000000 (java orders.jar, user alice)");
		assertActions(failure, "Serve on another socket:", "--port-resolver.unix-socket.path=/run/app/app-2.sock");
		assertThat(failure.getExitCode()).isEqualTo(98);
	}

	@Test
	void analyzeWhenInUseByTheSameUserSuggestsToEndIt() {
		Owner self = Owner.of(ProcessHandle.current());
		Owner owner = new Owner(99_000_000L, "java", self.user(), null, null);
		assertActions(failure(new UnixBindOutcome.InUse(owner)), "Stop the process that has it:", "kill 99000000",
				"Serve on another socket:", "--port-resolver.unix-socket.path=/run/app/app-2.sock");
	}

	@Test
	void analyzeWhenInUseByNobodyKnown() {
		assertDescription(failure(new UnixBindOutcome.InUse(null)),
				"Unix socket /run/app/app.sock is in use (owner unknown)");
	}

	@Test
	void analyzeWhenNoSocket() {
		UnixSocketException failure = failure(new UnixBindOutcome.NotSocket("a regular file"));
		assertDescription(failure, "Unix socket /run/app/app.sock cannot be created: "
				+ "a regular file has this path, and it is left alone");
		assertActions(failure, "See what it is:", "ls -ld /run/app/app.sock", "Serve on another socket:",
				"--port-resolver.unix-socket.path=/run/app/app-2.sock");
		assertThat(failure.getExitCode()).isEqualTo(1);
	}

	@Test
	void analyzeWhenThereIsNoDirectory() {
		UnixSocketException failure = failure(new UnixBindOutcome.NoDirectory(Path.of("/run/my app")));
		assertDescription(failure,
				"Unix socket /run/app/app.sock cannot be created: there is no directory /run/my app");
		assertActions(failure, "Create the directory:", "mkdir -p '/run/my app'");
	}

	@Test
	void analyzeWhenDenied() {
		UnixSocketException failure = failure(
				new UnixBindOutcome.Denied("Creating a file in /run/app is not permitted", Path.of("/run/app")));
		assertDescription(failure,
				"Unix socket /run/app/app.sock cannot be created: creating a file in /run/app is not permitted");
		assertActions(failure, "See whom it belongs to:", "ls -ld /run/app /run/app/app.sock",
				"Serve on a socket in a directory of this user:", "--port-resolver.unix-socket.path=/tmp/app.sock");
		assertThat(failure.getExitCode()).isEqualTo(13);
	}

	@Test
	void analyzeWhenTooLong() {
		UnixSocketException failure = failure(new UnixBindOutcome.TooLong(120, 106));
		assertDescription(failure, "Unix socket /run/app/app.sock cannot be created: "
				+ "its path is 120 bytes long, and a socket's may have 106");
		assertActions(failure, "Use a shorter path, or one relative to the working directory:",
				"--port-resolver.unix-socket.path=app.sock");
	}

	@Test
	void analyzeWhenUnsupported() {
		UnixSocketException failure = failure(new UnixBindOutcome.Unsupported("the disk is full"));
		assertDescription(failure, "Unix socket /run/app/app.sock cannot be created: the disk is full");
		assertActions(failure, "Serve on a port only:", "--port-resolver.unix-socket.path=");
	}

	private UnixSocketException failure(UnixBindOutcome outcome) {
		return new UnixSocketException(this.request, outcome);
	}

	private static void assertDescription(UnixSocketException failure, String sentence) {
		assertThat(analyze(failure).getDescription()).isEqualTo(sentence + ASKED_FOR.formatted());
	}

	private static void assertActions(UnixSocketException failure, String... lines) {
		assertThat(analyze(failure).getAction().lines().map((line) -> line.replaceFirst("^(- | {6})", "")))
			.containsExactly(lines);
	}

	private static FailureAnalysis analyze(UnixSocketException failure) {
		return new UnixSocketFailureAnalyzer().analyze(failure, failure);
	}

}
