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

package io.github.portresolver.discovery;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

import io.github.portresolver.registry.ApplicationRecord;
import io.github.portresolver.registry.Registry;
import io.github.portresolver.testsupport.RecordingLog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ApplicationsPropertySource} and {@link RunningApplications}.
 */
class ApplicationsPropertySourceTests {

	private static final String ORDERS = "port-resolver.applications.orders.";

	@TempDir
	Path temp;

	private final RecordingLog log = new RecordingLog();

	private ApplicationsPropertySource source;

	@BeforeEach
	void create() {
		this.source = new ApplicationsPropertySource(
				new RunningApplications(this.log, this::registry, Path.of("/home/ann/first/shipping")));
	}

	// Each application has one of its own
	private Registry registry() {
		return Registry.open(this.log, "", null, true, this.temp.resolve("registry"));
	}

	private Registry run(String name, String directory, int second, int port) {
		return run(name, directory, second, Map.of("server", port), Map.of("server", "http://localhost:" + port + "/"));
	}

	private Registry run(String name, String directory, int second, Map<String, Integer> ports,
			Map<String, String> urls) {
		Registry registry = registry();
		registry.register(new ApplicationRecord("0".repeat(32), name, 4711, directory, Instant.ofEpochSecond(second),
				ports, urls, false));
		return registry;
	}

	@Test
	void propertyFollowsAnApplicationThatStartsMovesAndEnds() {
		assertThat(this.source.getProperty(ORDERS + "url")).isNull();
		assertThat(this.source.containsProperty(ORDERS + "url")).isFalse();
		Registry first = run("orders", "/home/ann/first/orders", 1, 8083);
		assertThat(this.source.getProperty(ORDERS + "url")).isEqualTo("http://localhost:8083");
		assertThat(this.source.containsProperty(ORDERS + "url")).isTrue();
		assertThat(this.source.getProperty(ORDERS + "port")).isEqualTo(8083);
		first.unregister();
		assertThat(this.source.getProperty(ORDERS + "port")).isNull();
		run("orders", "/home/ann/first/orders", 2, 8084);
		assertThat(this.source.getProperty(ORDERS + "port")).isEqualTo(8084);
		assertThat(this.log.lines()).containsExactly(
				"INFO Found application 'orders' at http://localhost:8083/ (PID 4711 in /home/ann/first/orders)",
				"INFO Found application 'orders' at http://localhost:8084/ (PID 4711 in /home/ann/first/orders)");
	}

	@Test
	void instanceOfTheSameCheckoutIsChosen() {
		run("orders", "/home/ann/second/orders", 3, 8083);
		run("orders", "/home/ann/first/orders", 2, 8082);
		run("orders", "/home/ann/first/orders", 1, 8081);
		assertThat(this.source.getProperty(ORDERS + "port")).isEqualTo(8082);
		assertThat(this.source.getSource().findNearest("orders", (record) -> true))
			.extracting((record) -> record.ports().get("server"))
			.containsExactly(8082, 8081);
		assertThat(this.source.getSource().find("orders", (record) -> true)).hasSize(3);
		assertThat(this.log.lines()).singleElement().asString().endsWith(", the latest of 3 instances");
	}

	@Test
	void instanceThatIsNearerIsCalledSo() {
		run("orders", "/home/ann/second/orders", 2, 8083);
		run("orders", "/home/ann/first/orders", 1, 8082);
		assertThat(this.source.getProperty(ORDERS + "port")).isEqualTo(8082);
		assertThat(this.log.lines()).singleElement().asString().endsWith(", the nearest of 2 instances");
	}

	@ParameterizedTest
	@ValueSource(strings = { "config-server", "configServer", "Config_Server", "CONFIGSERVER", "config.server" })
	void namesAreRelaxed(String name) {
		run("Config-Server", "/", 1, 8888);
		assertThat(this.source.getProperty("port-resolver.applications." + name + ".port")).isEqualTo(8888);
	}

	@Test
	void portOfTheManagementServerAndTheUnixSocketAreToldWhereTheyAre() {
		run("billing", "/", 1, 8083);
		assertThat(this.source.getProperty("port-resolver.applications.billing.management-port")).isEqualTo(8083);
		assertThat(this.source.getProperty("port-resolver.applications.billing.unix-socket")).isNull();
		run("orders", "/", 1, Map.of("server", 8443, "management", 9001), Map.of("server", "https://[::1]:8443/shop/",
				"management", "https://localhost:9001/actuator", "unix-socket", "unix:/run/orders.sock"));
		assertThat(this.source.getProperty(ORDERS + "url")).isEqualTo("https://[::1]:8443/shop");
		assertThat(this.source.getProperty(ORDERS + "management-port")).isEqualTo(9001);
		assertThat(this.source.getProperty(ORDERS + "unix-socket")).isEqualTo("/run/orders.sock");
	}

	@Test
	void nearestThatHasNoPortDoesNotHideOneThatHas() {
		run("orders", "/home/ann/first/orders", 1, Map.of(), Map.of("unix-socket", "unix:/run/orders.sock"));
		run("orders", "/home/ann/second/orders", 1, 8083);
		assertThat(this.source.getProperty(ORDERS + "url")).isEqualTo("http://localhost:8083");
		assertThat(this.source.getProperty(ORDERS + "unix-socket")).isEqualTo("/run/orders.sock");
		assertThat(this.source.getProperty(ORDERS + "url")).isEqualTo("http://localhost:8083");
		assertThat(this.log.lines()).containsExactly(
				"INFO Found application 'orders' at http://localhost:8083/ (PID 4711 in /home/ann/second/orders)",
				"INFO Found application 'orders' at unix:/run/orders.sock (PID 4711 in /home/ann/first/orders)");
	}

	@Test
	void applicationThatStopsIsNotFound() {
		Registry registry = run("orders", "/", 1, 8080);
		registry.register(registry.applications().get(0).asStopping());
		assertThat(this.source.getProperty(ORDERS + "url")).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "port-resolver.applications.url", "port-resolver.applications.orders", "port-resolver.applications.",
			"port-resolver.applications..url", "port-resolver.applications.orders.name", "server.port", "url" })
	void otherPropertiesAreNoneAndNoneIsListed(String name) {
		run("orders", "/", 1, 8080);
		assertThat(this.source.getProperty(name)).isNull();
		assertThat(this.source.getPropertyNames()).isEmpty();
	}

}
