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

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;

import io.github.portresolver.PortConflictException;
import io.github.portresolver.PortSource;
import io.github.portresolver.ResolvedPort;
import io.github.portresolver.ResolvedPorts;
import io.github.portresolver.boot.ApplicationLivesTests.EnvironmentListener;
import io.github.portresolver.publish.PortPropertySource;
import io.github.portresolver.testsupport.Apps;
import io.github.portresolver.testsupport.ForkedJvm;
import io.github.portresolver.testsupport.Ports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.PropertySource;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for configuration that comes after the environment event: the port of a default
 * property, which is held by then, is not the one that the application is to have.
 */
@ExtendWith(OutputCaptureExtension.class)
class LateConfigurationTests {

	// Tomcat has some of its own, which depend on the tests before
	private static final String WARNING = "WARN .*portresolver";

	private final int first = Ports.freeRun(4);

	private final int later = this.first + 2;

	private final AtomicBoolean beanCreated = new AtomicBoolean();

	@TempDir
	Path temp;

	@ParameterizedTest
	@EnumSource
	void runServesOnTheLaterPortAndReleasesTheFirst(Late late, CapturedOutput output) throws Exception {
		try (ConfigurableApplicationContext context = run(late, this.later, Apps.MOVES)) {
			assertThat(Apps.get(this.later, "/")).isEqualTo("200 hello");
			ResolvedPort server = Apps.server(context);
			assertThat(server.requested()).isEqualTo(this.later);
			assertThat(server.port()).isEqualTo(this.later);
			assertThat(server.source()).isEqualTo(PortSource.CONFIGURED);
			assertThat(context.getEnvironment().getProperty("server.port")).isEqualTo(String.valueOf(this.later));
			assertThat(Ports.isFree(this.first)).isTrue();
			assertThat(output)
				.containsOnlyOnce("Port %d released: server.port is now %d (".formatted(this.first, this.later))
				.containsOnlyOnce("server.port=" + this.later + " (configured)")
				.doesNotContainPattern(WARNING);
		}
	}

	@ParameterizedTest
	@EnumSource
	void runWhenTheLaterPortIsTakenMovesFromThatOne(Late late, CapturedOutput output) throws Exception {
		try (ServerSocket taken = new ServerSocket(this.later);
				ConfigurableApplicationContext context = run(late, this.later, Apps.MOVES)) {
			int port = Apps.localPort(context);
			assertThat(port).isGreaterThan(taken.getLocalPort());
			assertThat(context.getEnvironment().getProperty("server.port")).isEqualTo(String.valueOf(port));
			assertThat(output).contains("Port " + this.later + " is in use by this process")
				.contains("server.port moved to " + port + " (adjacent)");
		}
	}

	@ParameterizedTest
	@EnumSource
	void runWhenTheLaterPortIsTakenAndMayNotMoveFailsBeforeAnyBean(Late late) throws Exception {
		try (ServerSocket taken = new ServerSocket(this.later)) {
			assertThatExceptionOfType(PortConflictException.class)
				.isThrownBy(() -> run(late, taken.getLocalPort(), Apps.STAYS).close())
				.satisfies((ex) -> assertThat(ex.getPort()).isEqualTo(this.later))
				.satisfies((ex) -> assertThat(ex.getExitCode()).isEqualTo(98));
		}
		assertThat(this.beanCreated).isFalse();
		assertThat(Ports.isFree(this.first)).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	void runWhenOnlyTheFirstPortIsTakenAndMayNotMoveServesOnTheLaterPort(Late late, CapturedOutput output)
			throws Exception {
		try (ServerSocket taken = new ServerSocket(this.first);
				ConfigurableApplicationContext context = run(late, this.later, Apps.STAYS, "--port-resolver.wait=1h")) {
			assertThat(taken.isBound()).isTrue();
			assertThat(Apps.localPort(context)).isEqualTo(this.later);
			assertThat(output).contains("server.port=" + this.later + " (configured)")
				.doesNotContain("Port " + this.first, "waiting")
				.doesNotContainPattern(WARNING);
		}
	}

	@Test
	void runWhenTheConfiguredPortIsTakenAndMayNotMoveFailsBeforeAnyBeanDefinition(CapturedOutput output)
			throws Exception {
		SpringApplication application = Apps.application(Apps.Web.class);
		application.setLogStartupInfo(true);
		try (ServerSocket taken = new ServerSocket(this.first)) {
			assertThatExceptionOfType(PortConflictException.class)
				.isThrownBy(
						() -> application.run(Apps.port(taken.getLocalPort()), Apps.STAYS, "--port-resolver.wait=10ms"))
				.satisfies((ex) -> assertThat(ex.getExitCode()).isEqualTo(98));
		}
		// What Spring Boot writes before it reads the sources
		assertThat(output).containsOnlyOnce("waiting up to").doesNotContain("Starting ");
	}

	@ParameterizedTest
	@EnumSource
	void runWhenTheServerIsSwitchedOffLaterHoldsNothing(Late late, CapturedOutput output) throws Exception {
		Path socket = this.temp.resolve("app.sock");
		try (ConfigurableApplicationContext context = run(late, -1, Apps.MOVES,
				"--port-resolver.unix-socket.path=" + socket)) {
			assertThat(context.getBean(ResolvedPorts.class)).isEmpty();
			assertThat(Ports.isFree(this.first)).isTrue();
			assertThat(socket).doesNotExist();
			assertThat(output)
				.containsOnlyOnce("Port %d released: server.port no longer asks for it".formatted(this.first))
				.containsOnlyOnce("(rw-------) is not used: server.port=-1 disables the server");
		}
	}

	@ParameterizedTest
	@EnumSource
	void runWhenTheLaterPortIsTheSameKeepsItAndDoesNotOverrideIt(Late late, CapturedOutput output) throws Exception {
		try (ConfigurableApplicationContext context = run(late, this.first, Apps.MOVES)) {
			assertThat(Apps.localPort(context)).isEqualTo(this.first);
			assertThat(output).containsOnlyOnce("server.port=" + this.first).doesNotContain("released");
			assertThat(context.getEnvironment().getPropertySources().get(PortPropertySource.NAME))
				.matches((source) -> !source.containsProperty("server.port"))
				.matches((source) -> source.containsProperty("port-resolver.resolved.server.port"));
		}
	}

	@Test
	void exitDuringTheStartRemovesSocketFileThatWasAskedForLater() throws Exception {
		Path socket = this.temp.resolve("late.sock");
		try (ForkedJvm jvm = ForkedJvm.of(LateSocket.class).start(socket, Apps.port(this.first))) {
			assertThat(jvm.awaitExit()).as(jvm.output()).isEqualTo(5);
			assertThat(jvm.output()).contains("unix-socket=" + socket);
		}
		assertThat(socket).doesNotExist();
	}

	private ConfigurableApplicationContext run(Late late, int port, String... arguments) throws IOException {
		Path file = Files.writeString(this.temp.resolve("late.properties"), "server.port=" + port);
		SpringApplication application = Apps.application(Apps.Web.class);
		application.setDefaultProperties(Map.of("server.port", this.first, "port-resolver.owner.timeout", "30s"));
		application.addInitializers((context) -> ((GenericApplicationContext) context).registerBean("early",
				AtomicBoolean.class, () -> new AtomicBoolean(this.beanCreated.getAndSet(true))));
		late.addTo.accept(application, port);
		return application.run(StringUtils.addStringToArray(arguments, "--late.file=" + file));
	}

	/**
	 * What comes later.
	 */
	enum Late {

		PROPERTY_SOURCE((application, port) -> application.addPrimarySources(List.of(LateFile.class))),

		INITIALIZER(
				(application, port) -> application.addInitializers((context) -> add(context.getEnvironment(), port))),

		LISTENER((application, port) -> application.addListeners(
				new EnvironmentListener(Ordered.LOWEST_PRECEDENCE, (event) -> add(event.getEnvironment(), port))));

		private final BiConsumer<SpringApplication, Integer> addTo;

		Late(BiConsumer<SpringApplication, Integer> addTo) {
			this.addTo = addTo;
		}

		static void add(ConfigurableEnvironment environment, int port) {
			environment.getPropertySources()
				.addBefore("defaultProperties", new MapPropertySource("late", Map.of("server.port", port)));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@PropertySource("file:${late.file}")
	static class LateFile {

	}

	/**
	 * Asks for a socket in an initializer, and exits before the server starts.
	 */
	public static final class LateSocket {

		private LateSocket() {
		}

		public static void main(String[] arguments) {
			SpringApplication application = Apps.application(Apps.Web.class);
			application.addInitializers((context) -> {
				context.getEnvironment()
					.getPropertySources()
					.addFirst(new MapPropertySource("late", Map.of("port-resolver.unix-socket.path", arguments[0])));
				((GenericApplicationContext) context).registerBean(InitializingBean.class, () -> () -> System.exit(5));
			});
			application.run(arguments);
		}

	}

}
