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

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpServer;
import io.github.portresolver.testsupport.ForkedJvm;
import io.github.portresolver.testsupport.Ports;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what the client of Spring Boot Admin tells its server.
 */
@Tag("servers")
@Timeout(240)
class AdminClientTests {

	@TempDir
	Path temp;

	@Test
	void whatMovedIsRegisteredWhereItServes() throws Exception {
		CompletableFuture<String> registration = new CompletableFuture<>();
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.createContext("/instances", (exchange) -> {
			registration.complete(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
			exchange.sendResponseHeaders(503, -1);
			exchange.close();
		});
		server.start();
		try (Neighbours neighbours = new Neighbours(this.temp);
				ServerSocket taken = Ports.taken();
				ServerSocket takenToo = Ports.taken()) {
			ForkedJvm orders = neighbours.start(
					ForkedJvm.of(OrdersApplication.class).without("spring-cloud", "eureka", "zookeeper", "curator"),
					"first/orders", "--spring.application.name=orders", "--server.port=" + taken.getLocalPort(),
					"--management.server.port=" + takenToo.getLocalPort(),
					"--spring.boot.admin.client.url=http://127.0.0.1:" + server.getAddress().getPort(),
					"--spring.boot.admin.client.instance.service-host-type=IP");
			int port = Neighbours.awaitPort(orders);
			int managementPort = Neighbours.ports(orders).get(1);
			assertThat(port).isNotEqualTo(taken.getLocalPort());
			assertThat(managementPort).isNotEqualTo(takenToo.getLocalPort());
			assertThat(registration.get(60, TimeUnit.SECONDS))
				.containsPattern("\"serviceUrl\":\"http://[^/]+:" + port + "/")
				.containsPattern("\"managementUrl\":\"http://[^/]+:" + managementPort + "/actuator\"")
				.containsPattern("\"healthUrl\":\"http://[^/]+:" + managementPort + "/actuator/health\"");
		}
		finally {
			server.stop(0);
		}
	}

}
