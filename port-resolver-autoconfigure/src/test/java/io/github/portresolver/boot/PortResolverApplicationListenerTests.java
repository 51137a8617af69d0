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
import java.util.Map;

import io.github.portresolver.Hold;
import io.github.portresolver.PortSource;
import io.github.portresolver.ResolvedPort;
import io.github.portresolver.ResolvedPorts;
import io.github.portresolver.boot.ApplicationLivesTests.EnvironmentListener;
import io.github.portresolver.publish.PortPropertySource;
import io.github.portresolver.testsupport.Apps;
import io.github.portresolver.testsupport.Ports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for {@link PortResolverApplicationListener} in a real application.
 */
@ExtendWith(OutputCaptureExtension.class)
class PortResolverApplicationListenerTests {

	private static final String OFF = "--port-resolver.enabled=false";

	@Test
	void runWhenPortIsFreeServesOnIt(CapturedOutput output) throws Exception {
		int port = Ports.free();
		try (ConfigurableApplicationContext context = Apps.run(Apps.port(port), Apps.MOVES)) {
			assertThat(Apps.localPort(context)).isEqualTo(port);
			assertThat(Apps.get(port, "/")).isEqualTo("200 hello");
			assertThat(output).contains("server.port=" + port + " (configured)" + System.lineSeparator())
				.doesNotContain("WARN");
		}
		assertThat(Ports.isFree(port)).isTrue();
	}

	@Test
	void runWhenPortIsTakenMovesSaysSoInOneLineAndTellsEverybody(CapturedOutput output) throws Exception {
		SpringApplication application = Apps.application(Apps.Web.class, Reader.class);
		try (ServerSocket taken = Ports.taken();
				ConfigurableApplicationContext context = application.run(Apps.port(taken.getLocalPort()), Apps.MOVES)) {
			int port = Apps.localPort(context);
			assertThat(port).isBetween(taken.getLocalPort() + 1, taken.getLocalPort() + 100);
			assertThat(Apps.get(port, "/")).isEqualTo("200 hello");
			assertThat(Apps.get(port, "/actuator/health")).startsWith("200 ");
			assertThat(context.getEnvironment().containsProperty("management.server.port")).isFalse();
			String self = "this process, PID " + ProcessHandle.current().pid() + " (java ";
			assertThat(Apps.warnings(output)).singleElement()
				.asString()
				.contains(": Port " + taken.getLocalPort() + " is in use by " + self)
				.endsWith("): server.port moved to %1$d (adjacent), http://localhost:%1$d/".formatted(port));
			assertThat(output).contains("port-resolver.fallback is adjacent-then-random "
					+ "(\"port-resolver.fallback\" from property source \"commandLineArgs\")");
			assertThat(context.getBean(Reader.class))
				.isEqualTo(new Reader(port, port, taken.getLocalPort(), "adjacent", "http://localhost:" + port + "/"));
			PropertySource<?> source = context.getEnvironment().getPropertySources().get(PortPropertySource.NAME);
			assertThat(OriginLookup.getOrigin(source, "server.port"))
				.hasToString("port-resolver (adjacent) for \"server.port\" from property source \"commandLineArgs\"");
			ResolvedPort server = Apps.server(context);
			assertThat(server.port()).isEqualTo(port);
			assertThat(server.requested()).isEqualTo(taken.getLocalPort());
			assertThat(server.source()).isEqualTo(PortSource.ADJACENT);
			assertThat(server.hold()).isEqualTo(Hold.HAND_OFF);
		}
	}

	@Test
	void runWhenPortIsRandomKnowsItFromTheStart(CapturedOutput output) throws Exception {
		SpringApplication application = Apps.application(Apps.Web.class, Reader.class);
		try (ConfigurableApplicationContext context = application.run(Apps.port(0), Apps.STAYS,
				"--port-resolver.random.range=20000-29999", "--port-resolver.sticky=false")) {
			int port = Apps.localPort(context);
			assertThat(port).isBetween(20000, 29999);
			assertThat(context.getBean(Reader.class).port()).isEqualTo(port);
			assertThat(context.getBean(Reader.class).requested()).isZero();
			assertThat(output)
				.contains("server.port=%1$d (random), http://localhost:%1$d/".formatted(port) + System.lineSeparator());
		}
	}

	@Test
	void runWhenPortIsRolledAnewAtEveryReadServesOnTheOneThatWasRead() {
		try (ConfigurableApplicationContext context = Apps.run("--server.port=${random.int[20000,29999]}",
				Apps.MOVES)) {
			String port = context.getEnvironment().getProperty("server.port");
			assertThat(context.getEnvironment().getProperty("server.port")).isEqualTo(port);
			assertThat(port).isEqualTo(String.valueOf(Apps.localPort(context)));
		}
	}

	@Test
	void runComesAfterLoggingAndSeesConfigurationOfAllSources() {
		assertThat(new PortResolverApplicationListener().getOrder())
			.isGreaterThan(LoggingApplicationListener.DEFAULT_ORDER);
		int port = Ports.free();
		SpringApplication application = Apps.application(Apps.Web.class);
		application.addListeners(new EnvironmentListener(LoggingApplicationListener.DEFAULT_ORDER + 1,
				(event) -> event.getEnvironment()
					.getPropertySources()
					.addLast(new MapPropertySource("early", Map.of("early.port", port)))));
		try (ConfigurableApplicationContext context = application.run("--server.port=${early.port}", Apps.MOVES)) {
			assertThat(Apps.localPort(context)).isEqualTo(port);
			assertThat(Apps.server(context).port()).isEqualTo(port);
		}
	}

	@Test
	void runWhenManagementPortIsTakenServesOnNextOne(CapturedOutput output) throws Exception {
		int server = Ports.free();
		try (ServerSocket taken = Ports.taken();
				ConfigurableApplicationContext context = Apps.run(Apps.port(server), management(taken.getLocalPort()),
						Apps.MOVES)) {
			int management = Apps.localManagementPort(context);
			assertThat(management).isBetween(taken.getLocalPort() + 1, taken.getLocalPort() + 100);
			assertThat(context.getEnvironment().getProperty("management.server.port"))
				.isEqualTo(String.valueOf(management));
			assertThat(Apps.localPort(context)).isEqualTo(server);
			assertThat(Apps.get(management, "/actuator/health")).startsWith("200 ");
			assertThat(Apps.get(management, "/")).startsWith("404 ");
			assertThat(Apps.get(server, "/actuator/health")).startsWith("404 ");
			assertThat(Apps.warnings(output)).singleElement()
				.asString()
				.endsWith("management.server.port moved to %1$d (adjacent), http://localhost:%1$d/actuator"
					.formatted(management));
		}
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

	@Test
	void runWhenOffHoldsPublishesAndChecksNothing(CapturedOutput output) throws Exception {
		int port = Ports.free();
		SpringApplication application = Apps.application(Apps.Web.class);
		application.addInitializers((context) -> assertThat(Ports.isFree(port)).isTrue());
		try (ConfigurableApplicationContext context = application.run(Apps.port(port), OFF,
				"--port-resolver.random.range=9-1", "--port-resolver.fallback=maybe",
				"--management.endpoints.web.exposure.include=ports")) {
			assertThat(Apps.localPort(context)).isEqualTo(port);
			assertThat(context.getBean(ResolvedPorts.class).isEmpty()).isTrue();
			assertThat(context.getEnvironment().getPropertySources().contains(PortPropertySource.NAME)).isFalse();
			assertThat(Apps.get(port, "/actuator/ports")).isEqualTo("200 {\"ports\":{}}");
			assertThat(output).doesNotContain("portresolver").doesNotContain("WARN");
		}
	}

	@Test
	void runWhenOffAndPortIsTakenFailsAsSpringBootDoes(CapturedOutput output) throws Exception {
		try (ServerSocket taken = Ports.taken()) {
			int port = taken.getLocalPort();
			assertThatException().isThrownBy(() -> Apps.run(Apps.port(port), OFF))
				.withCauseInstanceOf(PortInUseException.class);
			assertThat(output).contains("Web server failed to start. Port %d was already in use.".formatted(port))
				.contains("Identify and stop the process that's listening on port %d or configure this application to "
					.formatted(port) + "listen on another port.")
				.doesNotContain("port-resolver");
		}
	}

	/**
	 * A bean that reads the port.
	 */
	record Reader(@Value("${server.port}") int port, @Value("${port-resolver.resolved.server.port}") int resolved,
			@Value("${port-resolver.resolved.server.requested}") int requested,
			@Value("${port-resolver.resolved.server.source}") String source,
			@Value("${port-resolver.resolved.server.url}") String url) {

	}

}
