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

import java.net.BindException;
import java.net.ServerSocket;

import io.github.portresolver.testsupport.Apps;
import io.github.portresolver.testsupport.Ports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for {@link ServerPortInUseFailureAnalyzer}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ServerPortInUseFailureAnalyzerTests {

	private final MockEnvironment environment = new MockEnvironment().withProperty("port-resolver.resolved.server.port",
			"8080");

	@Test
	void analyzeNamesWhoListensAndLeavesItToSpringBootWhenNobodyDoesOrStarterIsOff() throws Exception {
		try (ServerSocket taken = Ports.taken()) {
			FailureAnalysis analysis = analyze(this.environment, taken.getLocalPort());
			assertThat(analysis).isNotNull();
			assertThat(analysis.getDescription()).startsWith("Port " + taken.getLocalPort()
					+ " is in use by this process, PID " + ProcessHandle.current().pid() + " (java ");
			assertThat(analysis.getAction())
				.isEqualTo("Stop the process that is using the port, or configure another port.");
			assertThat(analyze(new MockEnvironment(), taken.getLocalPort())).as("off").isNull();
		}
		assertThat(analyze(this.environment, Ports.free())).isNull();
	}

	@Test
	void runWhenCodeSetsAPortThatIsTakenNamesOwner(CapturedOutput output) throws Exception {
		int port = Ports.free();
		try (ServerSocket taken = Ports.taken()) {
			assertThatException().isThrownBy(() -> Apps.application(Apps.Web.class, PortFromCode.class)
				.run(Apps.port(port), Apps.MOVES, "--code.port=" + taken.getLocalPort()));
			assertThat(output).contains("Port " + taken.getLocalPort() + " is in use by this process")
				.doesNotContain("Identify and stop");
		}
		assertThat(Ports.isFree(port)).isTrue();
	}

	private static FailureAnalysis analyze(Environment environment, int port) {
		return new ServerPortInUseFailureAnalyzer(environment).analyze(
				new IllegalStateException(new PortInUseException(port, new BindException("Address already in use"))));
	}

	@Configuration(proxyBeanMethods = false)
	static class PortFromCode {

		@Bean
		WebServerFactoryCustomizer<TomcatWebServerFactory> customizer(Environment environment) {
			return (factory) -> factory.setPort(environment.getRequiredProperty("code.port", Integer.class));
		}

	}

}
