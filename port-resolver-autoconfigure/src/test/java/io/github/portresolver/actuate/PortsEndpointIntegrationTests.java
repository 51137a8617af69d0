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

package io.github.portresolver.actuate;

import java.lang.management.ManagementFactory;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import io.github.portresolver.owner.Owner;
import io.github.portresolver.testsupport.Apps;
import io.github.portresolver.testsupport.Ports;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.json.JsonParserFactory;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PortsEndpoint} over HTTP, on Tomcat and with Jackson, and over JMX.
 */
class PortsEndpointIntegrationTests {

	private static final Owner SELF = Owner.of(ProcessHandle.current().pid());

	private static ServerSocket taken;

	private static ConfigurableApplicationContext context;

	@BeforeAll
	static void start() throws Exception {
		taken = Ports.taken();
		context = Apps.run(Apps.port(taken.getLocalPort()), "--port-resolver.fallback=adjacent",
				"--management.endpoints.web.exposure.include=ports", "--management.endpoint.ports.show-values=always",
				"--spring.jmx.enabled=true", "--management.endpoints.jmx.exposure.include=ports",
				"--management.endpoints.jmx.domain=port-resolver-tests");
	}

	@AfterAll
	static void stop() throws Exception {
		context.close();
		taken.close();
	}

	@Test
	void portsTellsStoryOfMovedPort() throws Exception {
		int port = Apps.localPort(context);
		Map<String, Object> server = server();
		assertThat(server).containsOnlyKeys("property", "origin", "requested", "port", "source", "address", "url",
				"hold", "transport", "elapsed", "attempts");
		assertThat(server).containsEntry("property", "server.port")
			.containsEntry("origin", "\"server.port\" from property source \"commandLineArgs\"")
			.containsEntry("requested", taken.getLocalPort())
			.containsEntry("port", port)
			.containsEntry("source", "adjacent")
			.containsEntry("address", "*")
			.containsEntry("url", "http://localhost:" + port + "/")
			.containsEntry("hold", "hand-off")
			.containsEntry("transport", "selector");
		assertThat(Duration.parse(String.valueOf(server.get("elapsed")))).isPositive()
			.isLessThan(Duration.ofSeconds(30));
		List<Map<String, Object>> attempts = attempts(server);
		assertThat(attempts).hasSize(port - taken.getLocalPort() + 1);
		assertThat(attempts.get(0)).containsOnlyKeys("port", "source", "outcome", "owner")
			.containsEntry("port", taken.getLocalPort())
			.containsEntry("source", "configured")
			.containsEntry("outcome", "in-use")
			.containsEntry("owner", owner());
		assertThat(attempts.get(attempts.size() - 1))
			.isEqualTo(Map.of("port", port, "source", "adjacent", "outcome", "bound"));
	}

	@Test
	void portsTellsFallbackAndReason() throws Exception {
		assertThat(parse(get(""))).containsOnlyKeys("ports", "fallback", "applications")
			.containsEntry("fallback", Map.of("value", "adjacent", "reason",
					"configured by \"port-resolver.fallback\" from property source \"commandLineArgs\""));
	}

	@Test
	void portTellsWhoListensNow() throws Exception {
		int port = Apps.localPort(context);
		Map<String, Object> body = parse(get("/" + port));
		assertThat(body).containsOnlyKeys("port", "state", "listeners")
			.containsEntry("port", port)
			.containsEntry("state", "in-use");
		assertThat(body.get("listeners")).asString().contains("pid=" + ProcessHandle.current().pid());
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "70000", "-1", "abc" })
	void portWhenOutOfRangeOrNoNumberIsBadRequest(String port) throws Exception {
		assertThat(get("/" + port)).startsWith("400 ");
	}

	@Test
	void endpointWhenNotExposedIsNotThere() throws Exception {
		try (ConfigurableApplicationContext other = Apps.run("--server.port=0", Apps.MOVES)) {
			assertThat(Apps.get(Apps.localPort(other), "/actuator/ports")).startsWith("404 ");
			assertThat(other.getBeansOfType(PortsEndpoint.class)).isEmpty();
		}
	}

	@Test
	void operationsAreThereOverJmx() throws Exception {
		MBeanServer server = ManagementFactory.getPlatformMBeanServer();
		ObjectName name = new ObjectName("port-resolver-tests:type=Endpoint,name=Ports");
		MBeanInfo info = server.getMBeanInfo(name);
		assertThat(Arrays.stream(info.getOperations()).map(MBeanOperationInfo::getName))
			.containsExactlyInAnyOrder("ports", "port");
		Object ports = server.invoke(name, "ports", new Object[0], new String[0]);
		assertThat(ports).asString().contains("port=" + Apps.localPort(context)).contains("user=" + SELF.user());
		Object port = server.invoke(name, "port", new Object[] { taken.getLocalPort() },
				new String[] { Integer.class.getName() });
		assertThat(port).asString().contains("state=in-use").contains("pid=" + ProcessHandle.current().pid());
	}

	private static Map<String, Object> owner() {
		assertThat(SELF.since()).isBefore(Instant.now());
		return Map.of("pid", Math.toIntExact(ProcessHandle.current().pid()), "name", SELF.name(), "since",
				SELF.since().toString(), "user", SELF.user(), "directory", SELF.describeDirectory());
	}

	private static Map<String, Object> parse(String answer) {
		assertThat(answer).startsWith("200 ");
		return JsonParserFactory.getJsonParser().parseMap(answer.substring("200 ".length()));
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> server() throws Exception {
		Map<String, Object> ports = (Map<String, Object>) parse(get("")).get("ports");
		assertThat(ports).containsOnlyKeys("server");
		return (Map<String, Object>) ports.get("server");
	}

	@SuppressWarnings("unchecked")
	private static List<Map<String, Object>> attempts(Map<String, Object> server) {
		return (List<Map<String, Object>>) server.get("attempts");
	}

	private static String get(String path) throws Exception {
		return Apps.get(Apps.localPort(context), "/actuator/ports" + path);
	}

}
