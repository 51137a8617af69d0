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

import io.github.portresolver.failure.UnixSocketException.Problem;
import io.github.portresolver.owner.Owner;
import org.junit.jupiter.api.Test;

import org.springframework.boot.diagnostics.FailureAnalysis;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UnixSocketFailureAnalyzer}.
 */
class UnixSocketFailureAnalyzerTests {

	private static final String ASKED_FOR = ".%n%nIt is configured by port-resolver.unix-socket.path (app.yaml:3).";

	private static final String PATH = "/run/app/app.sock";

	@Test
	void analyzeWhenInUseByAnotherUserOrTheOwnerIsNotCertain() {
		Owner one = new Owner(99_000_000L, "java orders.jar", "alice", null, null);
		Owner other = new Owner(99_000_001L, null, null, null, null);
		assertDescription(inUse(one), "is in use by PID 99000000 (java orders.jar, user alice)");
		assertActions(inUse(one), "Serve on another socket:", "--port-resolver.unix-socket.path=/run/app/app-2.sock");
		assertThat(inUse(one).getExitCode()).isEqualTo(98);
		assertDescription(inUse(), "is in use (owner unknown)");
		assertDescription(inUse(one, other), "is in use (owner unknown)");
	}

	@Test
	void analyzeWhenInUseByTheSameUserSuggestsToEndIt() {
		assertActions(inUse(new Owner(99_000_000L, "java", ActionListTests.ownUser(), null, null)),
				"Stop the process that is using the socket:", "kill 99000000", "Serve on another socket:",
				"--port-resolver.unix-socket.path=/run/app/app-2.sock");
	}

	@Test
	void analyzeWhenNoSocketNoDirectoryTooLongOrUnsupported() {
		UnixSocketException failure = failure(Problem.NOT_SOCKET);
		assertDescription(failure, "is a problem");
		assertActions(failure, "Serve on another socket:", "--port-resolver.unix-socket.path=/run/app/app-2.sock");
		assertThat(failure.getExitCode()).isEqualTo(1);
		assertActions(new UnixSocketException("/run/my app/a.sock", null, Problem.NO_DIRECTORY, "is a problem", null),
				"Create the directory:", "mkdir -p '/run/my app'");
		assertActions(failure(Problem.TOO_LONG), "Use a shorter path, or one relative to the working directory:",
				"--port-resolver.unix-socket.path=app.sock");
		assertActions(failure(Problem.UNSUPPORTED), "Serve on a port only:",
				"--port-resolver.unix-socket.only=false --port-resolver.unix-socket.path=");
	}

	@Test
	void analyzeWhenDenied() {
		UnixSocketException failure = failure(Problem.DENIED);
		String runtime = System.getenv("XDG_RUNTIME_DIR");
		assertActions(failure, "Check its owner and permissions:", "ls -ld /run/app /run/app/app.sock",
				"Serve on a socket in a directory of this user:", "--port-resolver.unix-socket.path="
						+ ((runtime != null) ? runtime : System.getProperty("user.home")) + "/app.sock");
		assertThat(failure.getExitCode()).isEqualTo(13);
	}

	private static UnixSocketException inUse(Owner... owners) {
		return UnixSocketException.inUse(PATH, "app.yaml:3", List.of(owners));
	}

	private static UnixSocketException failure(Problem problem) {
		return new UnixSocketException(PATH, "app.yaml:3", problem, "is a problem", null);
	}

	private static void assertDescription(UnixSocketException failure, String sentence) {
		assertThat(analyze(failure).getDescription())
			.isEqualTo("Unix socket " + PATH + " " + sentence + ASKED_FOR.formatted());
	}

	private static void assertActions(UnixSocketException failure, String... lines) {
		assertThat(analyze(failure).getAction().lines().map((line) -> line.replaceFirst("^(- | {6})", "")))
			.containsExactly(lines);
	}

	private static FailureAnalysis analyze(UnixSocketException failure) {
		return new UnixSocketFailureAnalyzer().analyze(failure, failure);
	}

}
