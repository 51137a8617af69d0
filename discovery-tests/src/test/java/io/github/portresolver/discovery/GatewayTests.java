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
 * Tests for the recipe of a stable address: Spring Cloud Gateway over the registry.
 */
@Tag("servers")
@Timeout(240)
class GatewayTests {

	@TempDir
	Path temp;

	@Test
	void addressStaysWhileInstancesStartMoveAndEnd() throws Exception {
		try (Neighbours neighbours = new Neighbours(this.temp); ServerSocket taken = Ports.taken()) {
			int gateway = Neighbours.awaitPort(neighbours.start(
					ForkedJvm.of(ServerApplications.Gateway.class)
						.without("webmvc", "tomcat", "eureka", "zookeeper", "curator", "admin"),
					"first/gateway", "--spring.application.name=gateway", "--server.port=0",
					"--spring.cloud.gateway.server.webflux.discovery.locator.enabled=true"));
			assertThat(Neighbours.request(gateway, "/orders/pid").statusCode()).isEqualTo(404);
			List<ForkedJvm> orders = new ArrayList<>();
			for (int i = 0; i < 3; i++) {
				orders.add(neighbours.startOrders("first/orders", taken.getLocalPort()));
			}
			assertAllAreCalled(gateway, orders);
			orders.remove(0).kill();
			orders.add(neighbours.startOrders("first/orders", taken.getLocalPort()));
			assertAllAreCalled(gateway, orders);
		}
	}

	private static void assertAllAreCalled(int gateway, List<ForkedJvm> orders) throws Exception {
		Set<String> running = new HashSet<>();
		for (ForkedJvm instance : orders) {
			Neighbours.awaitPort(instance);
			running.add(String.valueOf(instance.pid()));
		}
		Set<String> called = new HashSet<>();
		Await.until(() -> {
			called.add(Neighbours.request(gateway, "/orders/pid").body());
			return called.containsAll(running);
		});
		for (int i = 0; i < 30; i++) {
			assertThat(Neighbours.get(gateway, "/orders/pid")).isIn(running);
		}
	}

}
