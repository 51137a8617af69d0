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

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sample under Spring Boot's DevTools, which restart it within its process when its
 * classes change.
 */
@Timeout(240)
class SampleDevToolsIT {

	@TempDir
	Path temp;

	private SampleClassPath classPath;

	@BeforeEach
	void extract() throws IOException {
		this.classPath = SampleClassPath.extract(this.temp).addExtra("spring-boot-devtools");
	}

	@Test
	void aRestartKeepsTheConfiguredPortUntilAnotherIsConfigured() throws Exception {
		int configured;
		try (ForeignServers free = ForeignServers.takeRun(2)) {
			configured = free.first();
		}
		configure(configured);
		try (SampleProcess sample = start()) {
			assertThat(sample.awaitStarted()).isEqualTo(configured);
			change();
			assertThat(sample.awaitStarted(2)).isEqualTo(configured);
			assertServes(sample, configured, "configured");
			configure(configured + 1);
			assertThat(sample.awaitStarted(3)).isEqualTo(configured + 1);
			assertServes(sample, configured + 1, "configured");
			new ServerSocket(configured).close();
			assertThat(sample.output()).doesNotContain(" WARN ");
			assertStopsCleanly(sample, configured + 1);
		}
	}

	@Test
	void aRestartKeepsThePortThatItHadMovedTo() throws Exception {
		try (ForeignServers foreign = ForeignServers.takeRun(1);
				SampleProcess sample = start("--server.port=" + foreign.first())) {
			int port = sample.awaitStarted();
			assertThat(port).isEqualTo(foreign.first() + 1);
			change();
			assertThat(sample.awaitStarted(2)).isEqualTo(port);
			assertServes(sample, port, "sticky");
			foreign.release();
			change();
			assertThat(sample.awaitStarted(3)).as("though the configured one is free again").isEqualTo(port);
			assertServes(sample, port, "sticky");
			new ServerSocket(foreign.first()).close();
			assertThat(sample.output().lines().filter((line) -> line.contains(" WARN "))).singleElement()
				.asString()
				.contains("server.port moved to " + port + " (adjacent)");
			assertStopsCleanly(sample, port);
		}
	}

	@Test
	void aConflictEndsTheProcessWithItsCode() throws Exception {
		try (ForeignServers foreign = ForeignServers.takeRun(1);
				SampleProcess sample = start("--server.port=" + foreign.first(), "--port-resolver.fallback=none")) {
			assertThat(sample.awaitExit()).isEqualTo(98);
			assertThat(sample.output()).contains("[  restartedMain]").contains("Port " + foreign.first());
		}
	}

	private SampleProcess start(String... arguments) throws IOException {
		List<String> all = new ArrayList<>(List.of(arguments));
		all.addAll(List.of("--spring.devtools.restart.poll-interval=200ms",
				"--spring.devtools.restart.quiet-period=100ms", "--spring.devtools.livereload.enabled=false",
				"--port-resolver.registry.directory=" + registry(), "--port-resolver.owner.timeout=30s"));
		return SampleProcess.start(this.temp, List.of(), this.classPath.main(), all.toArray(String[]::new));
	}

	private Path registry() {
		return this.temp.resolve("registry");
	}

	private void change() throws IOException {
		Files.writeString(this.classPath.classes().resolve("application.yml"), "# Changed\n",
				StandardOpenOption.APPEND);
	}

	private void configure(int port) throws IOException {
		Path directory = Files.createDirectories(this.classPath.classes().resolve("config"));
		Files.writeString(directory.resolve("application.properties"), "server.port=" + port + "\n");
	}

	private void assertServes(SampleProcess sample, int port, String source) throws Exception {
		assertThat(SampleProcess.get(port, "/")).isEqualTo("Hello from port " + port + "\n");
		assertThat(SampleProcess.get(port, "/actuator/ports")).contains("\"port\":" + port + ",\"source\":\"" + source);
		sample.await("record", () -> Records.in(registry()).size() == 1);
	}

	private void assertStopsCleanly(SampleProcess sample, int port) throws Exception {
		sample.stop();
		sample.awaitExit();
		assertThat(Records.in(registry())).isEmpty();
		new ServerSocket(port).close();
	}

}
