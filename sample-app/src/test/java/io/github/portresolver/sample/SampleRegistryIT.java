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

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What several starts of the sample know of each other.
 */
@Timeout(240)
class SampleRegistryIT {

	private static final String RANDOM = "--server.port=0";

	@TempDir
	Path temp;

	@Test
	void aSecondStartIsToldOfTheFirst() throws Exception {
		try (SampleProcess first = start(RANDOM)) {
			int port = awaitRecord(first);
			String url = "http://localhost:" + port + "/";
			try (SampleProcess fails = start("--server.port=" + port, "--port-resolver.fallback=none");
					SampleProcess moves = start("--server.port=" + port)) {
				assertThat(fails.awaitExit()).isEqualTo(98);
				assertThat(fails.output().lines().dropWhile((line) -> !line.equals("Description:")).skip(2)).first()
					.asString()
					.matches("This application is already running at " + url + " as PID " + first.pid()
							+ " \\(since \\d\\d:\\d\\d\\)\\.");
				assertThat(fails.output()).contains("kill " + first.pid()).doesNotContain("\tat ");
				int other = awaitRecord(moves);
				assertThat(moves.output().lines().filter((line) -> line.contains(" WARN "))).singleElement()
					.asString()
					.contains("Port " + port + " is in use by PID " + first.pid() + " (java ")
					.endsWith(", another instance of this application at %s: server.port moved to %d (adjacent), %s"
						.formatted(url, other, "http://localhost:" + other + "/"));
				assertThat(SampleProcess.get(other, "/actuator/ports"))
					.contains("{\"name\":\"sample-app\",\"pid\":" + moves.pid() + ",\"directory\":\"******\"")
					.doesNotContain("{\"name\":\"sample-app\",\"pid\":" + first.pid());
			}
		}
	}

	@Test
	void aStartWaitsForAnInstanceThatIsStopping() throws Exception {
		String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> !entry.endsWith("sample-app.jar"))
			.collect(Collectors.joining(File.pathSeparator,
					Path.of("target/classes").toAbsolutePath() + File.pathSeparator, ""));
		List<String> main = List.of("-cp", classPath, SlowStoppingSample.class.getName());
		try (SampleProcess first = SampleProcess.start(Path.of(""), List.of(), main, RANDOM, registry())) {
			int port = awaitRecord(first);
			assertThat(SampleProcess.get(port, "/")).startsWith("Hello");
			first.stop();
			first.awaitOutput("stopping slowly");
			try (SampleProcess next = SampleProcess.start(Path.of(""), List.of(), main, "--server.port=" + port,
					"--port-resolver.wait=0s", registry())) {
				next.awaitOutput("Port %d is in use by PID %d, an instance of this application that is stopping: "
					.formatted(port, first.pid()) + "waiting up to 10s for it");
				first.closeInput();
				assertThat(next.awaitStarted()).isEqualTo(port);
				assertThat(next.output()).contains("server.port=" + port + " (configured)").doesNotContain(" WARN ");
				assertThat(SampleProcess.get(port, "/")).startsWith("Hello");
			}
		}
	}

	@Test
	void twoCopiesHavePortsOfTheirOwnThatStayTheSame() throws Exception {
		List<Path> copies = List.of(copy("one"), copy("two"));
		List<Integer> ports = runAll(copies);
		assertThat(ports).doesNotHaveDuplicates();
		assertThat(runAll(copies)).isEqualTo(ports);
	}

	private Path copy(String name) throws IOException {
		Path directory = Files.createDirectory(this.temp.resolve(name));
		return Files.copy(SampleProcess.jar(), directory.resolve("sample-app.jar"));
	}

	private List<Integer> runAll(List<Path> jars) throws Exception {
		try (SampleProcess one = startBeside(jars.get(0)); SampleProcess two = startBeside(jars.get(1))) {
			List<Integer> ports = List.of(one.awaitStarted(), two.awaitStarted());
			one.stop();
			two.stop();
			one.awaitExit();
			two.awaitExit();
			return ports;
		}
	}

	private SampleProcess startBeside(Path jar) throws IOException {
		return SampleProcess.start(jar.getParent(), List.of(), List.of("-jar", jar.toString()), RANDOM, registry());
	}

	@Test
	void aKilledInstanceLeavesNothingLocked() throws Exception {
		int debug;
		try (ForeignServers free = ForeignServers.takeRun(1)) {
			debug = free.first();
		}
		String[] arguments = { RANDOM, "--port-resolver.ports.debug.property=app.debug",
				"--port-resolver.ports.debug.fallback=none", "--app.debug=" + debug,
				"--management.endpoint.ports.show-values=always" };
		int port;
		List<String> left = new ArrayList<>();
		try (SampleProcess killed = start(arguments)) {
			port = awaitRecord(killed);
			killed.kill();
			killed.awaitExit();
			left.addAll(records());
			assertThat(left).hasSize(1);
		}
		try (SampleProcess next = start(arguments)) {
			assertThat(awaitRecord(next)).isEqualTo(port);
			assertThat(next.output()).contains("app.debug=" + debug + " (configured)").doesNotContain(" WARN ");
			assertThat(SampleProcess.get(port, "/actuator/ports")).containsOnlyOnce("\"name\":\"sample-app\"")
				.contains("\"name\":\"sample-app\",\"pid\":" + next.pid());
			next.stop();
			next.awaitExit();
		}
		assertThat(records()).isEqualTo(left);
	}

	@Test
	@EnabledIfEnvironmentVariable(named = "XDG_RUNTIME_DIR", matches = ".*/target")
	void theDefaultRegistryIsInTheRuntimeDirectoryAndPrivate() throws Exception {
		Path registry = Path.of(System.getenv("XDG_RUNTIME_DIR"), "port-resolver");
		try (SampleProcess sample = SampleProcess.start(RANDOM)) {
			sample.awaitStarted();
			sample.await("record", () -> Records.has(registry, sample.pid()));
			assertThat(Files.getPosixFilePermissions(registry)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
		}
	}

	@Test
	void thePortFileIsThereWhileTheSampleServes() throws Exception {
		Path file = this.temp.resolve("run/sample.port");
		try (SampleProcess sample = start(RANDOM, "--port-resolver.port-file=" + file)) {
			int port = sample.awaitStarted();
			sample.await("port file", () -> Files.exists(file));
			assertThat(file).hasContent(String.valueOf(port));
			sample.stop();
			sample.awaitExit();
			assertThat(file).doesNotExist();
			assertThat(file.getParent()).isEmptyDirectory();
		}
	}

	private SampleProcess start(String... arguments) throws IOException {
		String[] all = Arrays.copyOf(arguments, arguments.length + 1);
		all[arguments.length] = registry();
		return SampleProcess.start(all);
	}

	private String registry() {
		return "--port-resolver.registry.directory=" + this.temp.resolve("registry");
	}

	private int awaitRecord(SampleProcess sample) {
		int port = sample.awaitStarted();
		sample.await("record", () -> Records.has(this.temp.resolve("registry"), sample.pid()));
		return port;
	}

	private List<String> records() {
		return Records.in(this.temp.resolve("registry"));
	}

}
