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

import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.github.portresolver.testsupport.Await;
import io.github.portresolver.testsupport.ForkedJvm;
import io.github.portresolver.testsupport.Ports;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for applications that moved and register with a real Eureka server, which they
 * find by property.
 */
@Tag("servers")
@Timeout(300)
class EurekaTests {

	private static final String[] ALL_BUT_THE_CLIENT = { "eureka-server", "eureka-core", "jersey", "zookeeper",
			"curator", "gateway", "admin" };

	private static final String URL = "--eureka.client.service-url.defaultZone="
			+ "${port-resolver.applications.eureka.url:http://localhost:1}/eureka/";

	@TempDir
	Path temp;

	private Neighbours neighbours;

	private int eureka;

	@Test
	void whatMovedIsRegisteredAndCalledWhereItServesAndWhatWasKilledExpires() throws Exception {
		try (Neighbours all = new Neighbours(this.temp); ServerSocket taken = Ports.taken()) {
			this.neighbours = all;
			this.eureka = Neighbours.awaitPort(startServer());
			List<ForkedJvm> orders = new ArrayList<>();
			for (int i = 0; i < 3; i++) {
				orders.add(startOrders(taken.getLocalPort()));
			}
			for (ForkedJvm instance : orders) {
				assertThat(awaitRegistered(instance)).isNotEqualTo(taken.getLocalPort());
			}
			// A caller that knows only some of them would call only these for 35 seconds
			ForkedJvm caller = all.start(ForkedJvm.of(CallerApplication.class).without(ALL_BUT_THE_CLIENT),
					"first/shop", "--spring.application.name=shop", "--server.port=0", URL,
					"--port-resolver.discovery.enabled=false");
			assertAllAreCalled(Neighbours.awaitPort(caller), orders);
			int killed = Neighbours.awaitPort(orders.get(0));
			orders.get(0).kill();
			Await.until(() -> !registered().contains(port(killed)));
			assertThat(registered()).contains(port(Neighbours.awaitPort(orders.get(1))),
					port(Neighbours.awaitPort(orders.get(2))));
		}
	}

	private ForkedJvm startServer() throws Exception {
		return this.neighbours.start(
				ForkedJvm.of(ServerApplications.Eureka.class).without("zookeeper", "curator", "gateway", "admin"),
				"first/eureka", "--spring.application.name=eureka", "--server.port=0",
				"--eureka.client.service-url.defaultZone=http://localhost:${server.port}/eureka/",
				"--eureka.client.register-with-eureka=false", "--eureka.client.fetch-registry=false",
				"--eureka.server.enable-self-preservation=false", "--eureka.server.eviction-interval-timer-in-ms=500",
				"--eureka.server.response-cache-update-interval-ms=200");
	}

	private ForkedJvm startOrders(int port) throws Exception {
		return this.neighbours.start(ForkedJvm.of(OrdersApplication.class).without(ALL_BUT_THE_CLIENT), "first/orders",
				"--spring.application.name=orders", "--server.port=" + port, "--management.server.port=" + (port + 50),
				URL, "--eureka.instance.hostname=localhost", "--eureka.instance.lease-renewal-interval-in-seconds=1",
				"--eureka.instance.lease-expiration-duration-in-seconds=3");
	}

	private String registered() throws Exception {
		return Neighbours.get(this.eureka, "/eureka/apps");
	}

	private static String port(int port) {
		return "\"port\":{\"$\":" + port + ",\"@enabled\":\"true\"}";
	}

	private int awaitRegistered(ForkedJvm orders) throws Exception {
		int port = Neighbours.awaitPort(orders);
		int managementPort = Neighbours.ports(orders).get(1);
		Await.until(() -> registered().contains(port(port)));
		assertThat(registered()).contains(":orders:" + port + "\"",
				"\"homePageUrl\":\"http://localhost:" + port + "/\"",
				"\"healthCheckUrl\":\"http://localhost:" + managementPort + "/actuator/health\"",
				"\"management.port\":\"" + managementPort + "\"");
		return port;
	}

	private void assertAllAreCalled(int caller, List<ForkedJvm> orders) throws Exception {
		Set<String> called = new HashSet<>();
		Await.until(() -> {
			String pid = Neighbours.request(caller, "/rest-client").body();
			called.addAll(pid.matches("\\d+") ? Set.of(pid) : Set.of());
			return called.size() == orders.size();
		});
		assertThat(called).containsExactlyInAnyOrderElementsOf(
				orders.stream().map((instance) -> String.valueOf(instance.pid())).toList());
	}

}
