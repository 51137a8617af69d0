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
import java.util.List;

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
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.PropertySource;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for ports that nobody configured, 8080 and gRPC's 9090: in a network namespace,
 * where they are free unless a test takes them.
 */
@EnabledOnOs(OS.LINUX)
class DefaultPortTests {

	private static final String SECTION = "== ";

	private static final String FREE = "free";

	private static final String FREE_CONFIGURED_LATER = "free, configured later";

	private static final String TAKEN_CONFIGURED_LATER = "taken, configured later";

	private static final String TAKEN_STAYS = "taken, stays";

	private static final String TAKEN_MOVES = "taken, moves";

	private static final String GRPC_CLIENT = "gRPC client";

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
		assertThat(section(FREE)).anyMatch((line) -> line.endsWith("server.port=8080 (default)"))
			.contains("port 8080, server.port null, source default")
			.anyMatch((line) -> line.startsWith("200 ") && line.contains("\"source\":\"default\"")
					&& !line.contains("\"configured\""))
			.noneMatch((line) -> line.contains("WARN"));
	}

	@Test
	void freeAndConfiguredLaterIsReleased() {
		assertThat(section(FREE_CONFIGURED_LATER))
			.anyMatch((line) -> line.contains(
					"Port 8080 released: server.port is now 8088 (\"server.port\" from property source \"URL [file:"))
			.noneMatch((line) -> line.contains("server.port=8080"))
			.contains("port 8088, server.port 8088, source configured");
	}

	@Test
	void takenAndConfiguredLaterIsNoConflict() {
		assertThat(section(TAKEN_CONFIGURED_LATER)).contains("port 8088, server.port 8088, source configured")
			.noneMatch((line) -> line.contains("8080"));
	}

	@Test
	void takenIsAConflictBeforeAnyBean() {
		assertThat(section(TAKEN_STAYS)).contains("context")
			.doesNotContain("bean")
			.anyMatch((line) -> line.startsWith("98 Port 8080 for server.port is in use by this process"));
	}

	@Test
	void takenMovesBeforeAnyBean() {
		List<String> lines = section(TAKEN_MOVES);
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
		assertThat(section(GRPC_CLIENT)).contains("resolved [], gRPC's port is free: true")
			.noneMatch((line) -> line.contains("9090"));
	}

	private static List<String> section(String name) {
		int start = output.indexOf(SECTION + name);
		assertThat(start).as(() -> String.join("\n", output)).isNotNegative();
		return output.stream().skip(start + 1).takeWhile((line) -> !line.startsWith(SECTION)).toList();
	}

	/**
	 * What is run in the namespace.
	 */
	public static final class Main {

		private Main() {
		}

		public static void main(String[] arguments) throws Exception {
			Files.writeString(Path.of("late.properties"), "server.port=8088");
			run(FREE, Apps.Web.class, Apps.MOVES);
			run(FREE_CONFIGURED_LATER, Configured.class, Apps.MOVES);
			try (ServerSocket taken = new ServerSocket(8080)) {
				Assert.state(taken.isBound(), "8080 is free");
				run(TAKEN_CONFIGURED_LATER, Configured.class, Apps.STAYS);
				run(TAKEN_STAYS, Apps.Web.class, Apps.STAYS);
				run(TAKEN_MOVES, Apps.Web.class, Apps.MOVES);
			}
			run(GRPC_CLIENT, Client.class, Apps.MOVES, "--spring.main.web-application-type=none",
					"--spring.grpc.server.enabled=true");
		}

		private static void run(String section, Class<?> source, String... arguments) throws Exception {
			System.out.println(SECTION + section);
			SpringApplication application = Apps.application(source);
			application.addInitializers((context) -> {
				System.out.println("context");
				((GenericApplicationContext) context).registerBean("early", String.class, Main::createBean);
			});
			try (ConfigurableApplicationContext context = application
				.run(StringUtils.addStringToArray(arguments, "--management.endpoints.web.exposure.include=ports"))) {
				print(context);
			}
			catch (PortConflictException ex) {
				System.out.println(ex.getExitCode() + " " + ex.getMessage());
			}
		}

		private static String createBean() {
			System.out.println("bean");
			return "";
		}

		private static void print(ConfigurableApplicationContext context) throws Exception {
			Environment environment = context.getEnvironment();
			System.out.println("port %s, server.port %s, source %s".formatted(
					environment.getProperty("local.server.port"), environment.getProperty("server.port"),
					environment.getProperty("port-resolver.resolved.server.source")));
			System.out.println("resolved %s, gRPC's port is free: %s".formatted(context.getBean(ResolvedPorts.class),
					Ports.isFree(9090)));
			if (context instanceof WebServerApplicationContext) {
				System.out.println(Apps.get(Apps.localPort(context), "/actuator/ports"));
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	@PropertySource("file:late.properties")
	static class Configured extends Apps.Web {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Client {

	}

}
