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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.github.portresolver.PortConflictException;
import io.github.portresolver.ResolvedPort;
import io.github.portresolver.ResolvedPorts;
import io.github.portresolver.lease.LeaseProcess;
import io.github.portresolver.lease.Leases;
import io.github.portresolver.lease.Leases.Lease;
import io.github.portresolver.testsupport.Apps;
import io.github.portresolver.testsupport.ForkedJvm;
import io.github.portresolver.testsupport.Ports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

/**
 * Tests for {@code port-resolver.ports} in real applications.
 */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(120)
class NamedPortsTests {

	private static final String DEBUG = "--port-resolver.ports.debug.property=app.debug.port";

	private static final String JMX = "--port-resolver.ports.jmx.property=app.jmx.port";

	@TempDir
	Path temp;

	@Test
	void runPublishesPortUnderItsPropertyAndItsName() throws Exception {
		int port = Ports.free();
		try (ConfigurableApplicationContext context = run(DEBUG, "--app.debug.port=" + port)) {
			assertThat(context.getEnvironment().getProperty("app.debug.port", Integer.class)).isEqualTo(port);
			assertThat(Stream.of("port", "requested", "source", "url")
				.map((name) -> context.getEnvironment().getProperty("port-resolver.resolved.debug." + name)))
				.containsExactly("" + port, "" + port, "configured", "tcp://localhost:" + port);
			assertThat(isLeased(port)).isTrue();
			assertThat(Ports.isFree(port)).as("the component can bind it").isTrue();
		}
		assertThat(isLeased(port)).isFalse();
	}

	@Test
	void runWhenPropertyIsNotSetDrawsRandomPortOfOwnRangeAndWhenNegativeNone() {
		int port = Ports.free();
		try (ConfigurableApplicationContext context = run(DEBUG, "--port-resolver.random.range=1-2",
				"--port-resolver.ports.debug.random.range=" + port + "-" + (port + 1), JMX, "--app.jmx.port=-1")) {
			Environment environment = context.getEnvironment();
			assertThat(portOf(context, "debug")).isBetween(port, port + 1);
			assertThat(environment.getProperty("port-resolver.resolved.debug.requested")).isEqualTo("0");
			assertThat(environment.getProperty("port-resolver.resolved.debug.source")).isEqualTo("random");
			assertThat(environment.getProperty("app.jmx.port")).isEqualTo("-1");
			assertThat(environment.getProperty("port-resolver.resolved.jmx.port")).isNull();
		}
	}

	@Test
	void runWhenPortIsTakenMovesByItsOwnFallbackAndPublishesItAsItIsRead(CapturedOutput output) throws Exception {
		try (ServerSocket taken = Ports.taken();
				ConfigurableApplicationContext context = run("--port-resolver.ports.myDebug.property=app.debugPort",
						Apps.STAYS, "--port-resolver.ports.myDebug.fallback=adjacent",
						"--app.debugPort=" + taken.getLocalPort())) {
			int port = portOf(context, "myDebug");
			assertThat(port).isBetween(taken.getLocalPort() + 1, taken.getLocalPort() + 100);
			assertThat(context.getEnvironment().getProperty("app.debugPort", Integer.class)).isEqualTo(port);
			assertThat(context.getEnvironment().getProperty("app.debug-port", Integer.class)).isEqualTo(port);
			assertThat(Apps.warnings(output)).singleElement()
				.asString()
				.endsWith("): app.debugPort moved to %1$d (adjacent), tcp://localhost:%1$d".formatted(port));
			assertThat(output).contains(": port-resolver.ports.myDebug.fallback is adjacent (");
		}
	}

	@Test
	void runWhenPortIsTakenAndOwnFallbackIsNoneFails(CapturedOutput output) throws Exception {
		try (ServerSocket taken = Ports.taken()) {
			assertThatExceptionOfType(PortConflictException.class)
				.isThrownBy(() -> run(DEBUG, Apps.MOVES, "--port-resolver.ports.debug.fallback=none",
						"--app.debug.port=" + taken.getLocalPort()))
				.satisfies((ex) -> assertThat(ex.getExitCode()).isEqualTo(98));
			assertThat(output)
				.contains("Port " + taken.getLocalPort() + " for app.debug.port (\"app.debug.port\" "
						+ "from property source \"commandLineArgs\") is in use by this process")
				.contains("It must not move to another port: port-resolver.ports.debug.fallback is none ("
						+ "\"port-resolver.ports.debug.fallback\" from property source \"commandLineArgs\").")
				.contains("--port-resolver.ports.debug.fallback=adjacent");
		}
	}

	@Test
	void runWhenPortIsLeasedByAnotherProcessMovesPastItAndNamesIt(CapturedOutput output) throws Exception {
		int port = Ports.free();
		Files.createDirectories(registry(),
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
		try (ForkedJvm other = LeaseProcess.fork(registry(), Duration.ZERO, port, port)) {
			assertThat(other.firstLine()).isEqualTo("acquired " + port);
			try (ConfigurableApplicationContext context = run(DEBUG, Apps.MOVES, "--app.debug.port=" + port)) {
				assertThat(portOf(context, "debug")).isGreaterThan(port);
				assertThat(output).contains("Port " + port + " is leased by PID " + other.pid() + " (java ");
			}
		}
	}

	@Test
	void runWhenOneCannotBeHadGivesTheOthersBack() throws Exception {
		int debug = Ports.free();
		int server = Ports.free();
		try (ServerSocket taken = Ports.taken()) {
			assertThatExceptionOfType(PortConflictException.class)
				.isThrownBy(() -> Apps.run(registryOption(), DEBUG, JMX, Apps.STAYS, Apps.port(server),
						"--app.debug.port=" + debug, "--app.jmx.port=" + taken.getLocalPort()))
				.satisfies((ex) -> assertThat(ex.getProperty()).isEqualTo("app.jmx.port"));
			assertThat(isLeased(debug)).isFalse();
			assertThat(Ports.isFree(debug)).isTrue();
			assertThat(Ports.isFree(server)).isTrue();
		}
	}

	@Test
	void runWhenRefreshFailsReleasesLeases() {
		int port = Ports.free();
		String[] arguments = { registryOption(), DEBUG, "--app.debug.port=" + port, Apps.port(Ports.free()) };
		SpringApplication application = Apps.application(Apps.Web.class);
		application.addInitializers((context) -> context
			.addApplicationListener((ApplicationListener<WebServerInitializedEvent>) (event) -> fail("on purpose")));
		assertThatThrownBy(() -> application.run(arguments)).hasStackTraceContaining("on purpose");
		assertThat(isLeased(port)).isFalse();
	}

	@Test
	void runTwiceInOneJvmGivesEachAPortOfItsOwn() {
		int port = Ports.free();
		ConfigurableApplicationContext one = run(DEBUG, Apps.MOVES, "--app.debug.port=" + port);
		try (ConfigurableApplicationContext two = run(DEBUG, Apps.MOVES, "--app.debug.port=" + port);
				ConfigurableApplicationContext three = run(DEBUG, Apps.MOVES)) {
			List<Integer> ports = Stream.of(one, two, three).map((context) -> portOf(context, "debug")).toList();
			assertThat(ports).doesNotHaveDuplicates().startsWith(port).allMatch(this::isLeased);
			one.close();
			assertThat(isLeased(port)).isFalse();
			assertThat(ports.subList(1, 3)).allMatch(this::isLeased);
		}
		finally {
			one.close();
		}
	}

	@Test
	void runWhenParentHasThePortTakesItOver(CapturedOutput output) throws Exception {
		int port = Ports.free();
		int server = Ports.free();
		try (ConfigurableApplicationContext parent = run(DEBUG, Apps.STAYS, "--app.debug.port=" + port)) {
			try (ConfigurableApplicationContext child = childOf(parent).sources(Apps.Web.class)
				.web(WebApplicationType.SERVLET)
				.run(registryOption(), DEBUG, JMX, Apps.STAYS, "--app.debug.port=" + port, Apps.port(server))) {
				assertThat(portOf(child, "debug")).isEqualTo(port);
				assertThat(child.getEnvironment().getProperty("app.debug.port", Integer.class)).isEqualTo(port);
				assertThat(child.getBean(ResolvedPorts.class)).extracting(ResolvedPort::name)
					.containsExactly("server", "jmx", "debug");
				assertThat(Apps.get(server, "/")).isEqualTo("200 hello");
			}
			assertThat(isLeased(port)).as("the parent still has it").isTrue();
			assertThat(output.getOut().lines().filter((line) -> line.contains("app.debug.port="))).hasSize(1);
			assertThat(output).doesNotContain("WARN");
		}
		assertThat(isLeased(port)).isFalse();
	}

	@Test
	void runWhenParentsPortHasMovedTakesItOverInGrandchildToo() throws Exception {
		try (ServerSocket taken = Ports.taken()) {
			String[] arguments = { registryOption(), DEBUG, Apps.MOVES, "--app.debug.port=" + taken.getLocalPort() };
			try (ConfigurableApplicationContext parent = run(arguments);
					ConfigurableApplicationContext child = childOf(parent).run(arguments);
					ConfigurableApplicationContext grandchild = childOf(child).run(arguments)) {
				assertThat(portOf(parent, "debug")).isGreaterThan(taken.getLocalPort());
				assertThat(portOf(child, "debug")).isEqualTo(portOf(parent, "debug"));
				assertThat(portOf(grandchild, "debug")).isEqualTo(portOf(parent, "debug"));
				assertThat(grandchild.getEnvironment().getProperty("port-resolver.resolved.debug.source"))
					.isEqualTo("adjacent");
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "app.debug.port", "app.other.port" })
	void runWhenParentHasAnotherPortOfTheNameOrReadsAnotherPropertyHasItsOwn(String property) {
		int port = Ports.free();
		int other = "app.debug.port".equals(property) ? Ports.free() : port;
		try (ConfigurableApplicationContext parent = run("--port-resolver.ports.debug.property=" + property, Apps.STAYS,
				"--" + property + "=" + port);
				ConfigurableApplicationContext child = childOf(parent).run(registryOption(), DEBUG, Apps.MOVES,
						"--app.debug.port=" + other)) {
			assertThat(portOf(parent, "debug")).isEqualTo(port);
			assertThat(portOf(child, "debug")).isNotEqualTo(port).isGreaterThanOrEqualTo(other);
			assertThat(isLeased(portOf(child, "debug"))).isTrue();
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					server.property=app.port | 'server' is not a valid value for 'port-resolver.ports' \
					("port-resolver.ports.server.property" from property source "commandLineArgs"): \
					the name is reserved for the port of a server. | Set port-resolver.ports to names other than server, management, grpc and rsocket.
					debug.property= | '' is not a valid value for 'port-resolver.ports.debug.property' \
					("port-resolver.ports.debug.property" from property source "commandLineArgs"): must not be empty. \
					| Set port-resolver.ports.debug.property to the name of a property that asks for another port.
					debug.fallback=none | '' is not a valid value for 'port-resolver.ports.debug.property': \
					must not be empty. | Set port-resolver.ports.debug.property to the name of a property that asks for another port.
					web.property=server.port | 'server.port' is not a valid value for 'port-resolver.ports.web.property' \
					("port-resolver.ports.web.property" from property source "commandLineArgs"): \
					the port of this property is already resolved. | Set port-resolver.ports.web.property to the name of a property that asks for another port.
					""")
	void runWhenNameOrPropertyIsInvalidExplains(String option, String description, String action,
			CapturedOutput output) {
		assertThatException().isThrownBy(() -> run("--port-resolver.ports." + option));
		assertThat(output).contains("Description:\n\n" + description + "\n\nAction:\n\n" + action);
	}

	private ConfigurableApplicationContext run(String... arguments) {
		SpringApplication application = Apps.application(ApplicationLivesTests.Empty.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		return application.run(StringUtils.addStringToArray(arguments, registryOption()));
	}

	private static SpringApplicationBuilder childOf(ConfigurableApplicationContext parent) {
		return new SpringApplicationBuilder(ApplicationLivesTests.Empty.class).web(WebApplicationType.NONE)
			.logStartupInfo(false)
			.parent(parent);
	}

	private Path registry() {
		return this.temp.resolve("registry");
	}

	private String registryOption() {
		return "--port-resolver.registry.directory=" + registry();
	}

	private static int portOf(ConfigurableApplicationContext context, String name) {
		return context.getEnvironment().getRequiredProperty("port-resolver.resolved." + name + ".port", Integer.class);
	}

	private boolean isLeased(int port) {
		return isLeased(registry(), port);
	}

	static boolean isLeased(Path registry, int port) {
		try (Lease lease = new Leases(registry, System.out::println).tryAcquire(null, port)) {
			return !lease.isHeld();
		}
	}

}
