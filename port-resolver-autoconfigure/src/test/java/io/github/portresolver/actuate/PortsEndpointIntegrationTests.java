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
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jetty.autoconfigure.actuate.web.server.JettyServletManagementContextAutoConfiguration;
import org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PortsEndpoint} over HTTP, on Tomcat and with Jackson, and over JMX.
 */
class PortsEndpointIntegrationTests {

	private static final Owner SELF = Owner.of(ProcessHandle.current().pid());

	private static final Duration LONGEST = Duration.ofSeconds(30);

	@Test
	void portsTellsStoryOfMovedPort() throws Exception {
		try (ServerSocket taken = new ServerSocket(0);
				ConfigurableApplicationContext context = run(taken.getLocalPort(), "always")) {
			int port = localPort(context);
			Map<String, Object> server = server(get(port, "").body());
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
			assertThat(Duration.parse(String.valueOf(server.get("elapsed")))).isPositive().isLessThan(LONGEST);
			List<Map<String, Object>> attempts = attempts(server);
			assertThat(attempts).hasSize(port - taken.getLocalPort() + 1);
			assertThat(attempts.get(0)).containsOnlyKeys("port", "source", "outcome", "owner")
				.containsEntry("port", taken.getLocalPort())
				.containsEntry("source", "configured")
				.containsEntry("outcome", "in-use")
				.containsEntry("owner", owner(SELF.user(), SELF.describeDirectory()));
			assertThat(attempts.get(attempts.size() - 1))
				.isEqualTo(Map.of("port", port, "source", "adjacent", "outcome", "bound"));
		}
	}

	@Test
	void portsTellsFallbackAndReason() throws Exception {
		try (ConfigurableApplicationContext context = run(0, "always")) {
			Map<String, Object> body = JsonParserFactory.getJsonParser().parseMap(get(localPort(context), "").body());
			assertThat(body).containsOnlyKeys("ports", "fallback", "applications")
				.containsEntry("fallback", Map.of("value", "adjacent", "reason",
						"configured by \"port-resolver.fallback\" from property source \"commandLineArgs\""));
		}
	}

	@Test
	void portsWhenValuesAreNeverShownHidesUserAndDirectory() throws Exception {
		try (ServerSocket taken = new ServerSocket(0);
				ConfigurableApplicationContext context = run(taken.getLocalPort(), "never")) {
			Map<String, Object> server = server(get(localPort(context), "").body());
			assertThat(attempts(server).get(0)).containsEntry("owner", owner("******", "******"));
		}
	}

	@Test
	void portTellsWhoListensNow() throws Exception {
		try (ConfigurableApplicationContext context = run(0, "never")) {
			int port = localPort(context);
			HttpResponse<String> response = get(port, "/" + port);
			assertThat(response.statusCode()).isEqualTo(200);
			Map<String, Object> body = JsonParserFactory.getJsonParser().parseMap(response.body());
			assertThat(body).containsOnlyKeys("port", "state", "listeners")
				.containsEntry("port", port)
				.containsEntry("state", "in-use");
			assertThat(body.get("listeners")).asString().contains("pid=" + ProcessHandle.current().pid());
		}
	}

	@Test
	void portWhenNotTriedIsNotFoundUnlessValuesAreShown() throws Exception {
		try (ServerSocket other = new ServerSocket(0)) {
			try (ConfigurableApplicationContext context = run(0, "never")) {
				HttpResponse<String> response = get(localPort(context), "/" + other.getLocalPort());
				assertThat(response.statusCode()).isEqualTo(404);
				assertThat(response.body()).isEmpty();
			}
			try (ConfigurableApplicationContext context = run(0, "always")) {
				HttpResponse<String> response = get(localPort(context), "/" + other.getLocalPort());
				assertThat(response.statusCode()).isEqualTo(200);
				assertThat(response.body()).contains("\"state\":\"in-use\"");
			}
		}
	}

	@Test
	void portWhenOutOfRangeOrNoNumberIsBadRequest() throws Exception {
		try (ConfigurableApplicationContext context = run(0, "always")) {
			for (String port : List.of("0", "70000", "-1", "abc")) {
				assertThat(get(localPort(context), "/" + port).statusCode()).as(port).isEqualTo(400);
			}
		}
	}

	@Test
	void endpointWhenNotExposedIsNotThere() throws Exception {
		try (ConfigurableApplicationContext context = application().run("--server.port=0",
				"--port-resolver.fallback=adjacent")) {
			assertThat(get(localPort(context), "").statusCode()).isEqualTo(404);
			assertThat(context.getBeansOfType(PortsEndpoint.class)).isEmpty();
		}
	}

	@Test
	void operationsAreThereOverJmx() throws Exception {
		try (ServerSocket taken = new ServerSocket(0);
				ConfigurableApplicationContext context = run(taken.getLocalPort(), "always",
						"--spring.jmx.enabled=true", "--management.endpoints.jmx.exposure.include=ports",
						"--management.endpoints.jmx.domain=port-resolver-tests")) {
			MBeanServer server = ManagementFactory.getPlatformMBeanServer();
			ObjectName name = new ObjectName("port-resolver-tests:type=Endpoint,name=Ports");
			MBeanInfo info = server.getMBeanInfo(name);
			assertThat(Arrays.stream(info.getOperations()).map(MBeanOperationInfo::getName))
				.containsExactlyInAnyOrder("ports", "port");
			Object ports = server.invoke(name, "ports", new Object[0], new String[0]);
			assertThat(ports).asString().contains("port=" + localPort(context)).contains("user=" + SELF.user());
			Object port = server.invoke(name, "port", new Object[] { taken.getLocalPort() },
					new String[] { Integer.class.getName() });
			assertThat(port).asString().contains("state=in-use").contains("pid=" + ProcessHandle.current().pid());
		}
	}

	private static Map<String, Object> owner(String user, String directory) {
		assertThat(SELF.since()).isBefore(Instant.now());
		return Map.of("pid", Math.toIntExact(ProcessHandle.current().pid()), "name", SELF.name(), "since",
				SELF.since().toString(), "user", user, "directory", directory);
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> server(String body) {
		Map<String, Object> ports = (Map<String, Object>) JsonParserFactory.getJsonParser().parseMap(body).get("ports");
		assertThat(ports).containsOnlyKeys("server");
		return (Map<String, Object>) ports.get("server");
	}

	@SuppressWarnings("unchecked")
	private static List<Map<String, Object>> attempts(Map<String, Object> server) {
		return (List<Map<String, Object>>) server.get("attempts");
	}

	private static HttpResponse<String> get(int port, String path) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/ports" + path))
			.timeout(LONGEST)
			.build();
		return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
	}

	private static int localPort(ConfigurableApplicationContext context) {
		return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	private static SpringApplication application() {
		SpringApplication application = new SpringApplication(Application.class);
		application.setLogStartupInfo(false);
		// A test may run beside many others
		application.setDefaultProperties(Map.of("port-resolver.owner.timeout", "30s"));
		return application;
	}

	private static ConfigurableApplicationContext run(int port, String showValues, String... arguments) {
		SpringApplication application = application();
		String[] all = Arrays.copyOf(arguments, arguments.length + 4);
		all[arguments.length] = "--server.port=" + port;
		all[arguments.length + 1] = "--port-resolver.fallback=adjacent";
		all[arguments.length + 2] = "--management.endpoints.web.exposure.include=ports";
		all[arguments.length + 3] = "--management.endpoint.ports.show-values=" + showValues;
		return application.run(all);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = { JettyServletWebServerAutoConfiguration.class,
			JettyServletManagementContextAutoConfiguration.class })
	static class Application {

	}

}
