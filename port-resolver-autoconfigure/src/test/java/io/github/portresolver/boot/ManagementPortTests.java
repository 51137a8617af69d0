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

package io.github.portresolver.boot;

import java.net.ServerSocket;

import io.github.portresolver.Hold;
import io.github.portresolver.ResolvedPort;
import io.github.portresolver.ResolvedPorts;
import io.github.portresolver.testsupport.Apps;
import io.github.portresolver.testsupport.Ports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for the management server's port in a real application.
 */
@ExtendWith(OutputCaptureExtension.class)
class ManagementPortTests {

	@Test
	void runWhenManagementPortIsTakenServesOnNextOne(CapturedOutput output) throws Exception {
		int server = Ports.free();
		try (ServerSocket taken = Ports.taken();
				ConfigurableApplicationContext context = Apps.run(Apps.port(server), management(taken.getLocalPort()),
						Apps.MOVES)) {
			int management = localManagementPort(context);
			assertThat(management).isBetween(taken.getLocalPort() + 1, taken.getLocalPort() + 100);
			assertThat(context.getEnvironment().getProperty("management.server.port"))
				.isEqualTo(String.valueOf(management));
			assertThat(Apps.localPort(context)).isEqualTo(server);
			assertThat(Apps.get(management, "/actuator/health")).startsWith("200 ");
			assertThat(Apps.get(management, "/")).startsWith("404 ");
			assertThat(Apps.get(server, "/actuator/health")).startsWith("404 ");
			assertThat(output.getOut().lines().filter((line) -> line.contains("WARN"))).singleElement()
				.asString()
				.endsWith("management.server.port moved to %1$d (adjacent), http://localhost:%1$d/actuator"
					.formatted(management));
		}
	}

	@Test
	void runHoldsBothPortsUntilTheirServersAdoptThemAndTellsUrls(CapturedOutput output) {
		int server = Ports.free();
		int management = server + 1;
		try (ConfigurableApplicationContext context = Apps.run(Apps.port(server), management(management), Apps.MOVES,
				"--server.servlet.context-path=/shop", "--management.server.base-path=/ops")) {
			assertThat(context.getBean(ResolvedPorts.class))
				.extracting(ResolvedPort::port, ResolvedPort::hold, ResolvedPort::url)
				.containsExactly(tuple(server, Hold.HAND_OFF, "http://localhost:" + server + "/shop/"),
						tuple(management, Hold.HAND_OFF, "http://localhost:" + management + "/ops/actuator"));
			assertThat(output).doesNotContain("WARN");
		}
		assertThat(Ports.isFree(server)).isTrue();
		assertThat(Ports.isFree(management)).isTrue();
	}

	@Test
	void runWhenManagementEqualsServerStaysWithItWhenItMoves() throws Exception {
		try (ServerSocket taken = Ports.taken();
				ConfigurableApplicationContext context = Apps.run(Apps.port(taken.getLocalPort()),
						management(taken.getLocalPort()), Apps.MOVES)) {
			int port = Apps.localPort(context);
			assertThat(port).isGreaterThan(taken.getLocalPort());
			assertThat(context.getEnvironment().getProperty("management.server.port")).isEqualTo(String.valueOf(port));
			assertThat(Apps.get(port, "/actuator/health")).startsWith("200 ");
			assertThat(Apps.get(port, "/")).startsWith("200 ");
		}
	}

	@Test
	void runWhenManagementIsUnsetNeverPublishesIt() throws Exception {
		try (ServerSocket taken = Ports.taken();
				ConfigurableApplicationContext context = Apps.run(Apps.port(taken.getLocalPort()), Apps.MOVES)) {
			assertThat(context.getEnvironment().containsProperty("management.server.port")).isFalse();
			assertThat(Apps.get(Apps.localPort(context), "/actuator/health")).startsWith("200 ");
		}
	}

	@Test
	void runWhenManagementIsDisabledLeavesItSo() throws Exception {
		int server = Ports.free();
		try (ConfigurableApplicationContext context = Apps.run(Apps.port(server), management(-1), Apps.MOVES)) {
			assertThat(context.getEnvironment().getProperty("management.server.port")).isEqualTo("-1");
			assertThat(Apps.get(server, "/actuator/health")).startsWith("404 ");
		}
	}

	private static String management(int port) {
		return "--management.server.port=" + port;
	}

	private static int localManagementPort(ConfigurableApplicationContext context) {
		return context.getEnvironment().getRequiredProperty("local.management.port", Integer.class);
	}

}
