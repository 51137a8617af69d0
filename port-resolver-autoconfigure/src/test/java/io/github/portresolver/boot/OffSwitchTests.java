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

import io.github.portresolver.ResolvedPorts;
import io.github.portresolver.publish.PortPropertySource;
import io.github.portresolver.testsupport.Apps;
import io.github.portresolver.testsupport.Ports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for {@code port-resolver.enabled=false}.
 */
@ExtendWith(OutputCaptureExtension.class)
class OffSwitchTests {

	private static final String OFF = "--port-resolver.enabled=false";

	private final int port = Ports.free();

	@Test
	void runWhenOffHoldsPublishesAndChecksNothing(CapturedOutput output) throws Exception {
		SpringApplication application = Apps.application(Apps.Web.class);
		application.addInitializers((context) -> assertThat(Ports.isFree(this.port)).isTrue());
		try (ConfigurableApplicationContext context = application.run(Apps.port(this.port), OFF,
				"--port-resolver.random.range=9-1", "--port-resolver.fallback=maybe",
				"--management.endpoints.web.exposure.include=ports")) {
			assertThat(Apps.localPort(context)).isEqualTo(this.port);
			assertThat(context.getBean(ResolvedPorts.class).isEmpty()).isTrue();
			assertThat(context.getEnvironment().getPropertySources().contains(PortPropertySource.NAME)).isFalse();
			assertThat(Apps.get(this.port, "/actuator/ports")).isEqualTo("200 {\"ports\":{}}");
			assertThat(output).doesNotContain("portresolver").doesNotContain("WARN");
		}
	}

	@Test
	void runWhenOffAndPortIsTakenFailsAsSpringBootDoes(CapturedOutput output) throws Exception {
		try (ServerSocket taken = new ServerSocket(this.port)) {
			assertThat(taken.isBound()).isTrue();
			assertThatException().isThrownBy(() -> Apps.run(Apps.port(this.port), OFF))
				.withCauseInstanceOf(PortInUseException.class);
			assertThat(output).contains("Web server failed to start. Port %d was already in use.".formatted(this.port))
				.contains("Identify and stop the process that's listening on port %d or configure this application to "
					.formatted(this.port) + "listen on another port.")
				.doesNotContain("port-resolver");
		}
	}

}
