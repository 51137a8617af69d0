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
import org.apache.catalina.connector.Connector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.tomcat.ConnectorStartFailedException;
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
 * Tests for {@link ServerPortInUseFailureAnalyzer},
 * {@link ConnectorPortInUseFailureAnalyzer} and {@link ServerConflict}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ServerConflictTests {

	private static final String SELF = "this very process, PID " + ProcessHandle.current().pid() + " (java ";

	private final MockEnvironment environment = new MockEnvironment();

	@Test
	void analyzeWhenPortIsThatOfServerNamesProperty() throws Exception {
		try (ServerSocket taken = Ports.taken()) {
			int port = taken.getLocalPort();
			this.environment.setProperty("server.port", String.valueOf(port));
			FailureAnalysis analysis = analyze(inUse(port));
			assertThat(analysis.getDescription()).startsWith("Port " + port + " for server.port is in use by " + SELF)
				.endsWith(").");
			assertThat(analysis.getAction())
				.isEqualTo("- Start on a port that is free right now:%n      --server.port=%d".formatted(port + 1));
		}
	}

	@Test
	void analyzeWhenPortIsThatOfManagementNamesProperty() throws Exception {
		try (ServerSocket taken = Ports.taken()) {
			int port = taken.getLocalPort();
			this.environment.setProperty("management.server.port", String.valueOf(port));
			FailureAnalysis analysis = analyze(inUse(port));
			assertThat(analysis.getDescription()).startsWith("Port " + port + " for management.server.port is in use");
			assertThat(analysis.getAction()).contains("--management.server.port=" + (port + 1));
		}
	}

	@Test
	void analyzeWhenPortIsOfNoPropertySuggestsWhatItCan() throws Exception {
		try (ServerSocket taken = Ports.taken()) {
			FailureAnalysis analysis = analyze(inUse(taken.getLocalPort()));
			assertThat(analysis.getDescription()).startsWith("Port " + taken.getLocalPort() + " is in use by " + SELF);
			assertThat(analysis.getAction())
				.isEqualTo("Stop what has the port, or configure this application to listen on another one.");
		}
	}

	@Test
	void analyzeWhenThereIsNoContextStillNamesOwner() throws Exception {
		try (ServerSocket taken = Ports.taken()) {
			FailureAnalysis analysis = new ServerPortInUseFailureAnalyzer(null)
				.analyze(new IllegalStateException(inUse(taken.getLocalPort())));
			assertThat(analysis).isNotNull();
			assertThat(analysis.getDescription()).startsWith("Port " + taken.getLocalPort() + " is in use by " + SELF);
		}
	}

	@Test
	void analyzeWhenPortIsFreeAgainSaysSo() {
		int port = Ports.free();
		this.environment.setProperty("server.port", String.valueOf(port));
		FailureAnalysis analysis = analyze(inUse(port));
		assertThat(analysis.getDescription())
			.isEqualTo("Port " + port + " for server.port was in use, but is free again.");
		assertThat(analysis.getAction())
			.isEqualTo("- Start again, and wait for the port if need be:%n      --port-resolver.wait=10s".formatted());
	}

	@Test
	void analyzeWhenConnectorFailedForAnotherReasonLeavesItToSpringBoot() {
		assertThat(new ConnectorPortInUseFailureAnalyzer(this.environment)
			.analyze(new ConnectorStartFailedException(Ports.free()))).isNull();
	}

	@Test
	void analyzersComeBeforeThoseOfSpringBoot() {
		assertThat(new ServerPortInUseFailureAnalyzer(null).getOrder()).isZero();
		assertThat(new ConnectorPortInUseFailureAnalyzer(null).getOrder()).isZero();
	}

	@Test
	void runWhenPortOfAdditionalConnectorIsTakenNamesOwner(CapturedOutput output) throws Exception {
		int port = Ports.free();
		try (ServerSocket taken = Ports.taken()) {
			assertThatException().isThrownBy(() -> Apps.application(Apps.Web.class, AdditionalConnector.class)
				.run(Apps.port(port), Apps.MOVES, "--additional.port=" + taken.getLocalPort()));
			assertThat(output).contains("Port " + taken.getLocalPort() + " is in use by " + SELF)
				.doesNotContain("Identify and stop")
				.doesNotContain("may already be in use");
		}
		assertThat(Ports.isFree(port)).isTrue();
	}

	private FailureAnalysis analyze(PortInUseException exception) {
		FailureAnalysis analysis = new ServerPortInUseFailureAnalyzer(this.environment).analyze(exception);
		assertThat(analysis).isNotNull();
		assertThat(analysis.getCause()).isSameAs(exception);
		return analysis;
	}

	private static PortInUseException inUse(int port) {
		return new PortInUseException(port, new BindException("Address already in use"));
	}

	@Configuration(proxyBeanMethods = false)
	static class AdditionalConnector {

		@Bean
		WebServerFactoryCustomizer<TomcatWebServerFactory> customizer(Environment environment) {
			Connector connector = new Connector();
			connector.setPort(environment.getRequiredProperty("additional.port", Integer.class));
			return (factory) -> factory.addAdditionalConnectors(connector);
		}

	}

}
