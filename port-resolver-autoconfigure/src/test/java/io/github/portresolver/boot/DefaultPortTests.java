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

import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.portresolver.PortConflictException;
import io.github.portresolver.ResolvedPorts;
import io.github.portresolver.testsupport.Apps;
import io.github.portresolver.testsupport.ForkedJvm;
import io.github.portresolver.testsupport.Ports;
import io.github.portresolver.testsupport.Program;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.PropertySource;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for ports that nobody configured, 8080 and gRPC's 9090: in a network namespace,
 * where they are free unless a test takes them.
 */
@EnabledOnOs(OS.LINUX)
class DefaultPortTests {

	private static final String SECTION = "== ";

	@TempDir
	private static Path temp;

	private static List<String> output;

	@BeforeAll
	static void runInNamespace() throws Exception {
		Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/unshare")), "unshare is not installed");
		Assumptions.assumeTrue(Program.run("unshare", "-rn", "ip", "link", "set", "lo", "up").exit() == 0,
				"no network namespace can be made here");
		output = ForkedJvm.of(Main.class)
			.prefix("unshare", "-rn", "sh", "-c", "ip link set lo up && exec \"$@\"", "sh")
			.directory(temp)
			.run();
	}

	@Test
	void freeIsSaidToBeTheDefaultEverywhere() {
		assertThat(section(Scenario.FREE)).anyMatch((line) -> line.endsWith("server.port=8080 (default)"))
			.contains("port 8080, server.port null, source default")
			.anyMatch((line) -> line.startsWith("200 ") && line.contains("\"source\":\"default\"")
					&& !line.contains("\"configured\""))
			.noneMatch((line) -> line.contains("WARN"));
	}

	@Test
	void freeAndConfiguredLaterIsReleased() {
		assertThat(section(Scenario.FREE_CONFIGURED_LATER))
			.anyMatch((line) -> line.contains(
					"Port 8080 released: server.port is now 8088 (\"server.port\" from property source \"URL [file:"))
			.noneMatch((line) -> line.contains("server.port=8080"))
			.contains("port 8088, server.port 8088, source configured");
	}

	@Test
	void takenAndConfiguredLaterIsNoConflict() {
		assertThat(section(Scenario.TAKEN_CONFIGURED_LATER)).contains("port 8088, server.port 8088, source configured")
			.noneMatch((line) -> line.contains("8080"));
	}

	@Test
	void takenIsAConflictBeforeAnyBean() {
		assertThat(section(Scenario.TAKEN_STAYS)).contains("context")
			.doesNotContain("bean")
			.anyMatch((line) -> line.startsWith("98 Port 8080 for server.port is in use by this process"));
	}

	@Test
	void takenMovesBeforeAnyBean() {
		List<String> lines = section(Scenario.TAKEN_MOVES);
		assertThat(lines).contains("port 8081, server.port 8081, source adjacent")
			.filteredOn((line) -> line.contains("WARN"))
			.singleElement()
			.asString()
			.contains("Port 8080 is in use by this process")
			.endsWith("server.port moved to 8081 (adjacent), http://localhost:8081/");
		assertThat(lines).filteredOn((line) -> line.contains("WARN") || line.equals("bean")).last().isEqualTo("bean");
	}

	@Test
	void grpcModuleWithoutAServiceHoldsNothing() {
		assertThat(section(Scenario.GRPC_CLIENT)).contains("free true, resolved []")
			.noneMatch((line) -> line.contains("9090"));
	}

	private static List<String> section(Scenario scenario) {
		int start = output.indexOf(SECTION + scenario);
		assertThat(start).as(() -> String.join("\n", output)).isNotNegative();
		return output.stream().skip(start + 1).takeWhile((line) -> !line.startsWith(SECTION)).toList();
	}

	/**
	 * What is run in the namespace.
	 */
	private enum Scenario {

		FREE(Apps.Web.class, false, Apps.MOVES), FREE_CONFIGURED_LATER(Configured.class, false, Apps.MOVES),

		TAKEN_CONFIGURED_LATER(Configured.class, true, Apps.STAYS), TAKEN_STAYS(Apps.Web.class, true, Apps.STAYS),

		TAKEN_MOVES(Apps.Web.class, true, Apps.MOVES),

		GRPC_CLIENT(Client.class, false, Apps.MOVES, "--spring.main.web-application-type=none",
				"--spring.grpc.server.enabled=true");

		private final Class<?> source;

		private final boolean taken;

		private final String[] arguments;

		Scenario(Class<?> source, boolean taken, String... arguments) {
			this.source = source;
			this.taken = taken;
			this.arguments = arguments;
		}

		private void run(String file) throws Exception {
			System.out.println(SECTION + this);
			try (ServerSocket socket = new ServerSocket()) {
				if (this.taken) {
					socket.bind(new InetSocketAddress(8080));
				}
				try (ConfigurableApplicationContext context = application().run(arguments(file))) {
					print(context);
				}
				catch (PortConflictException ex) {
					System.out.println(ex.getExitCode() + " " + ex.getMessage());
				}
			}
		}

		private SpringApplication application() {
			SpringApplication application = Apps.application(this.source);
			application.addInitializers((context) -> {
				System.out.println("context");
				((GenericApplicationContext) context).registerBean("early", String.class, printing("bean"));
			});
			return application;
		}

		private static Supplier<String> printing(String line) {
			return () -> {
				System.out.println(line);
				return line;
			};
		}

		private String[] arguments(String file) {
			return Stream
				.concat(Stream.of(this.arguments),
						Stream.of("--late.file=" + file, "--management.endpoints.web.exposure.include=ports"))
				.toArray(String[]::new);
		}

		private void print(ConfigurableApplicationContext context) throws Exception {
			if (this == GRPC_CLIENT) {
				System.out.println(
						"free %s, resolved %s".formatted(Ports.isFree(9090), context.getBean(ResolvedPorts.class)));
				return;
			}
			int port = Apps.localPort(context);
			System.out.println("port %d, server.port %s, source %s".formatted(port,
					context.getEnvironment().getProperty("server.port"),
					context.getEnvironment().getProperty("port-resolver.resolved.server.source")));
			System.out.println(Apps.get(port, "/actuator/ports"));
		}

	}

	/**
	 * Runs every scenario.
	 */
	public static final class Main {

		private Main() {
		}

		public static void main(String[] arguments) throws Exception {
			Path file = Files.writeString(Path.of("late.properties"), "server.port=8088");
			for (Scenario scenario : Scenario.values()) {
				scenario.run(file.toAbsolutePath().toString());
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	@PropertySource("file:${late.file}")
	static class Configured extends Apps.Web {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Client {

	}

}
