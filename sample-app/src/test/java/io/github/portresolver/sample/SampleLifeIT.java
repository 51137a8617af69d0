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

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Starting side by side, and starting again.
 */
class SampleLifeIT {

	@Test
	void tenAtOnceGetTenPorts() throws Exception {
		int configured;
		try (ForeignServers free = ForeignServers.takeRun(20)) {
			configured = free.first();
		}
		List<SampleProcess> samples = new ArrayList<>();
		try {
			for (int i = 0; i < 10; i++) {
				samples.add(SampleProcess.start("--server.port=" + configured));
			}
			List<Integer> ports = samples.stream().map(SampleProcess::awaitStarted).toList();
			assertThat(ports).hasSize(10).doesNotHaveDuplicates().contains(configured);
			for (int port : ports) {
				assertThat(SampleProcess.get(port, "/")).isEqualTo("Hello from port " + port + "\n");
			}
		}
		finally {
			for (SampleProcess sample : samples) {
				sample.close();
			}
		}
	}

	@Test
	void aRestartThatWaitsGetsTheConfiguredPort() throws Exception {
		try (SampleProcess old = SampleProcess.start("--server.port=0")) {
			int port = old.awaitStarted();
			assertThat(SampleProcess.get(port, "/")).startsWith("Hello");
			old.stop();
			try (SampleProcess next = SampleProcess.start("--server.port=" + port, "--port-resolver.wait=10s")) {
				assertThat(next.awaitStarted()).isEqualTo(port);
				assertThat(next.output()).contains("server.port=" + port + " (configured)");
				assertThat(SampleProcess.get(port, "/")).startsWith("Hello");
			}
		}
	}

	@Test
	void aWaitingStartTakesThePortOnceItIsFree() throws Exception {
		try (SampleProcess old = SampleProcess.start("--server.port=0")) {
			int port = old.awaitStarted();
			try (SampleProcess next = SampleProcess.start("--server.port=" + port, "--port-resolver.wait=1m")) {
				next.awaitOutput("waiting up to 1m for it");
				old.stop();
				assertThat(next.awaitStarted()).isEqualTo(port);
			}
		}
	}

	@Test
	void aKilledProcessLeavesItsPortFree() throws Exception {
		try (SampleProcess old = SampleProcess.start("--server.port=0")) {
			int port = old.awaitStarted();
			assertThat(SampleProcess.get(port, "/")).startsWith("Hello");
			old.kill();
			old.awaitExit();
			try (SampleProcess next = SampleProcess.start("--server.port=" + port)) {
				assertThat(next.awaitStarted()).isEqualTo(port);
			}
		}
	}

}
