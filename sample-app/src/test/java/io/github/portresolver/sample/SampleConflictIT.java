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

package io.github.portresolver.sample;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * What a user sees when the port is taken.
 */
class SampleConflictIT {

	/**
	 * Many processes may start beside the tests.
	 */
	private static final String PATIENT = "--port-resolver.owner.timeout=30s";

	@Test
	void movesToTheNextPortAndSaysSoEverywhere() throws Exception {
		try (ForeignServers foreign = ForeignServers.takeRun(1);
				SampleProcess sample = SampleProcess.start("--server.port=" + foreign.first(), PATIENT)) {
			int port = sample.awaitStarted();
			long pid = ProcessHandle.current().pid();
			assertThat(port).isEqualTo(foreign.first() + 1);
			assertThat(SampleProcess.get(port, "/")).isEqualTo("Hello from port " + port + "\n");
			assertThat(sample.output().lines().filter((line) -> line.contains(" WARN "))).singleElement()
				.asString()
				.contains("Port %d is in use by PID %d (java ".formatted(foreign.first(), pid))
				.endsWith(": server.port moved to %d (adjacent), http://localhost:%d/".formatted(port, port));
			assertThat(SampleProcess.get(port, "/actuator/ports")).contains("\"requested\":" + foreign.first())
				.contains("\"port\":" + port)
				.contains("\"source\":\"adjacent\"")
				.contains("\"outcome\":\"in-use\",\"owner\":{\"pid\":" + pid);
		}
	}

	@Test
	void movesToARandomPortWhenAllAdjacentOnesAreTaken() throws Exception {
		try (ForeignServers foreign = ForeignServers.takeRun(101);
				SampleProcess sample = SampleProcess.start("--server.port=" + foreign.first(),
						"--port-resolver.sticky=false", PATIENT)) {
			int port = sample.awaitStarted();
			assertThat(port < foreign.first() || port > foreign.first() + 100).isTrue();
			assertThat(SampleProcess.get(port, "/")).startsWith("Hello");
			assertThat(sample.output()).contains("server.port moved to " + port + " (random)");
			String again = "server.port moved from " + foreign.first() + " to " + port + ": http://localhost:" + port;
			sample.awaitOutput(again);
			assertThat(sample.output()).containsSubsequence("Started SampleApplication", again);
		}
	}

	@Test
	void failsWithOwnerOriginAndActionsWhenItMayNotMove() throws Exception {
		try (ForeignServers foreign = ForeignServers.takeRun(1);
				SampleProcess sample = SampleProcess.start("--server.port=" + foreign.first(),
						"--port-resolver.fallback=none", PATIENT)) {
			assertThat(sample.awaitExit()).isEqualTo(98);
			long pid = ProcessHandle.current().pid();
			assertThat(sample.output()).contains("is in use by PID " + pid)
				.contains("(\"server.port\" from property source \"commandLineArgs\")")
				.contains("kill " + pid)
				.contains("--server.port=" + (foreign.first() + 1))
				.contains("--port-resolver.fallback=adjacent")
				.doesNotContain("\tat ");
		}
	}

	@Test
	void failsInAStrictProfile() throws Exception {
		try (ForeignServers foreign = ForeignServers.takeRun(1);
				SampleProcess sample = SampleProcess.start("--server.port=" + foreign.first(),
						"--spring.profiles.active=prod", "--port-resolver.fallback=auto")) {
			assertThat(sample.awaitExit()).isEqualTo(98);
			assertThat(sample.output()).contains("profile 'prod' is active")
				.contains("--port-resolver.fallback=adjacent");
		}
	}

	@Test
	void failsWhenTheAddressIsNotOneOfThisMachine() throws Exception {
		// TEST-NET-1 of RFC 5737, which no machine has
		try (SampleProcess sample = SampleProcess.start("--server.address=192.0.2.1", "--server.port=0")) {
			assertThat(sample.awaitExit()).isEqualTo(99);
			assertThat(sample.output()).contains("192.0.2.1").doesNotContain("\tat ");
		}
	}

	@Test
	void failsWhenThePortIsPrivileged(@TempDir Path directory) throws Exception {
		assumeTrue("root".equals(System.getProperty("user.name")), "only root can start a process as nobody");
		assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "setpriv is not installed");
		Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
		Path jar = Files.copy(SampleProcess.jar(), directory.resolve("sample-app.jar"));
		// A network namespace of its own has the kernel's default of privileged ports
		List<String> asNobody = List.of("unshare", "--net", "setpriv", "--reuid=65534", "--regid=65534",
				"--clear-groups");
		try (SampleProcess sample = SampleProcess.start(asNobody, jar, "--server.port=81")) {
			assertThat(sample.awaitExit()).isEqualTo(13);
			assertThat(sample.output()).contains("Port 81 ").doesNotContain("\tat ");
		}
	}

	@Test
	void failsWithoutAStackTraceWhenAValueIsBad() throws Exception {
		try (SampleProcess sample = SampleProcess.start("--server.port=tcp://10.0.0.1:80")) {
			assertThat(sample.awaitExit()).isEqualTo(1);
			assertThat(sample.output()).contains("tcp://10.0.0.1:80").contains("server.port").doesNotContain("\tat ");
		}
	}

}
