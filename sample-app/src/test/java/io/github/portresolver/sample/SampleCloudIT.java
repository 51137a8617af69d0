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
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sample with Spring Cloud: its bootstrap context, and its endpoint that restarts the
 * application within its process.
 */
@Timeout(240)
class SampleCloudIT {

	@TempDir
	Path temp;

	private SampleClassPath classPath;

	/**
	 * A port that may not move: it fails if any other context leases it too.
	 */
	private int debug;

	@BeforeEach
	void extract() throws IOException {
		try (ForeignServers free = ForeignServers.takeRun(1)) {
			this.debug = free.first();
		}
		this.classPath = SampleClassPath.extract(this.temp).addExtra("spring-cloud-context");
	}

	@Test
	void aRestartByTheEndpointResolvesThePortAgain() throws Exception {
		try (ForeignServers foreign = ForeignServers.takeRun(1);
				SampleProcess sample = start("--server.port=" + foreign.first())) {
			assertRestartsOnNextPort(sample, foreign.first());
			foreign.release();
			assertThat(SampleProcess.post(foreign.first() + 1, "/actuator/restart")).contains("Restarting");
			assertThat(sample.awaitStarted(4)).as("free again").isEqualTo(foreign.first());
			sample.awaitOutput("server.port=" + foreign.first() + " (configured)");
			new ServerSocket(foreign.first() + 1).close();
			assertStopsCleanly(sample, foreign.first());
		}
	}

	@Test
	void aRestartWithABootstrapContextResolvesThePortAgain() throws Exception {
		try (ForeignServers foreign = ForeignServers.takeRun(1)) {
			Files.writeString(this.classPath.classes().resolve("bootstrap.properties"),
					"server.port=" + foreign.first() + "\n");
			try (SampleProcess sample = start("--spring.cloud.bootstrap.enabled=true")) {
				assertRestartsOnNextPort(sample, foreign.first());
				assertStopsCleanly(sample, foreign.first() + 1);
			}
		}
	}

	private void assertRestartsOnNextPort(SampleProcess sample, int taken) throws Exception {
		int port = taken + 1;
		for (int life = 1; life <= 3; life++) {
			assertThat(sample.awaitStarted(life)).isEqualTo(port);
			int lives = life;
			sample.await("warning " + life,
					() -> count(sample, "server.port moved to " + port + " (adjacent)") == lives);
			assertThat(count(sample, "app.debug=" + this.debug + " (configured)")).isEqualTo(life);
			sample.await("record", () -> Records.in(registry()).size() == 1);
			assertThat(SampleProcess.get(port, "/")).isEqualTo("Hello from port " + port + "\n");
			assertThat(SampleProcess.get(port, "/actuator/ports"))
				.contains("\"requested\":%d,\"port\":%d,\"source\":\"adjacent\"".formatted(taken, port))
				.contains("\"hold\":\"hand-off\"");
			assertThat(SampleProcess.get(port, "/actuator/ports/" + port).split("\"address\":")).as("one listener")
				.hasSize(2);
			if (life < 3) {
				assertThat(SampleProcess.post(port, "/actuator/restart")).contains("Restarting");
			}
		}
	}

	private void assertStopsCleanly(SampleProcess sample, int port) throws Exception {
		assertThat(sample.output()).doesNotContain("no server took it").doesNotContain("ERROR");
		sample.await("record", () -> Records.in(registry()).size() == 1);
		sample.stop();
		sample.awaitExit();
		assertThat(Records.in(registry())).isEmpty();
		new ServerSocket(port).close();
	}

	private static int count(SampleProcess sample, String text) {
		return sample.output().split(Pattern.quote(text), -1).length - 1;
	}

	private SampleProcess start(String... arguments) throws IOException {
		List<String> all = new ArrayList<>(List.of(arguments));
		all.addAll(List.of("--management.endpoint.restart.access=unrestricted",
				"--management.endpoints.web.exposure.include=ports,restart",
				"--port-resolver.ports.debug.property=app.debug", "--port-resolver.ports.debug.fallback=none",
				"--app.debug=" + this.debug, "--port-resolver.registry.directory=" + registry(),
				"--port-resolver.owner.timeout=30s"));
		return SampleProcess.start(this.temp, List.of(), this.classPath.main(), all.toArray(String[]::new));
	}

	private Path registry() {
		return this.temp.resolve("registry");
	}

}
