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

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

import io.github.portresolver.testsupport.Await;
import io.github.portresolver.testsupport.ForkedJvm;
import io.github.portresolver.testsupport.Ports;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the discovery client over the registry, and for load balancing over it.
 */
@Timeout(240)
class RegistryDiscoveryTests {

	private static final List<String> WAYS = List.of("/rest-client", "/web-client", "/http-interface", "/property");

	@TempDir
	static Path temp;

	private static Neighbours neighbours;

	private static int caller;

	@BeforeAll
	static void startCaller() throws Exception {
		neighbours = new Neighbours(temp);
		caller = Neighbours.awaitPort(neighbours.start(
				ForkedJvm.of(CallerApplication.class).without("eureka", "zookeeper", "curator", "gateway", "admin"),
				"first/shop", "--spring.application.name=shop", "--server.port=0"));
	}

	@AfterAll
	static void endAll() throws Exception {
		neighbours.close();
	}

	@Test
	void instancesOfOnePortAreAllCalledByNameAndNoneThatWasKilled() throws Exception {
		assertNothingIsFound();
		int port = Ports.freeRun(4);
		List<ForkedJvm> orders = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			orders.add(neighbours.startOrders("first/orders", port));
		}
		awaitFound(orders.toArray(ForkedJvm[]::new));
		for (String way : WAYS.subList(0, 3)) {
			assertThat(call(way, 9)).as(way).hasSize(3).allSatisfy((pid, count) -> assertThat(count).isEqualTo(3));
		}
		assertMetadata(orders);
		assertKillLosesOnlyWhatIsInFlight(found(orders));
		found(orders).kill();
		found(orders).kill();
		assertThat(orders).noneMatch((instance) -> instance.process().isAlive());
		assertNothingIsFound();
	}

	// By property one is found: the latest of those that live
	private ForkedJvm found(List<ForkedJvm> orders) throws Exception {
		Map<String, Integer> pids = call("/property", 2);
		assertThat(pids).hasSize(1);
		return orders.stream()
			.filter((instance) -> pids.containsKey(String.valueOf(instance.pid())))
			.findFirst()
			.orElseThrow();
	}

	private void assertNothingIsFound() throws Exception {
		for (String way : WAYS) {
			assertThat(Neighbours.request(caller, way).statusCode()).as(way).isGreaterThanOrEqualTo(500);
		}
	}

	// An application is recorded when it has started
	private void awaitFound(ForkedJvm... instances) throws Exception {
		for (ForkedJvm instance : instances) {
			Neighbours.awaitPort(instance);
			Await.until(() -> Neighbours.get(caller, "/instances/orders").contains("\"" + instance.pid() + "\""));
		}
	}

	private Map<String, Integer> call(String way, int times) throws Exception {
		Map<String, Integer> pids = new TreeMap<>();
		for (int i = 0; i < times; i++) {
			pids.merge(Neighbours.get(caller, way), 1, Integer::sum);
		}
		return pids;
	}

	private void assertMetadata(List<ForkedJvm> orders) throws Exception {
		String instances = Neighbours.get(caller, "/instances/orders");
		assertThat(orders)
			.allSatisfy((instance) -> assertThat(instances).contains("\"pid\":\"" + instance.pid() + "\""));
		assertThat(instances).contains("\"secure\":\"false\"", "\"startedAt\":\"20", "\"instanceId\":\"orders-");
	}

	private void assertKillLosesOnlyWhatIsInFlight(ForkedJvm victim) throws Exception {
		Map<Integer, String> failures = new TreeMap<>();
		CompletableFuture<Void> kill = null;
		for (int i = 0; i < 1000; i++) {
			if (i == 300) {
				kill = CompletableFuture.runAsync(victim::kill);
			}
			HttpResponse<String> response = Neighbours.request(caller, WAYS.get(i % 3));
			if (response.statusCode() != 200) {
				failures.put(i, response.body());
			}
		}
		kill.join();
		// One call is in flight at a time
		assertThat(failures).hasSizeLessThanOrEqualTo(1);
		assertThat(call("/rest-client", 4)).hasSize(2).doesNotContainKey(String.valueOf(victim.pid()));
	}

	@Test
	void instanceOfTheSameCheckoutIsCalled() throws Exception {
		ForkedJvm first = neighbours.startOrders("first/orders", Ports.free());
		ForkedJvm second = neighbours.startOrders("second/orders", Ports.free());
		awaitFound(first, second);
		for (String way : WAYS) {
			assertThat(call(way, 4)).as(way).containsExactly(Map.entry(String.valueOf(first.pid()), 4));
		}
		assertThat(Neighbours.get(caller, "/instances/orders")).contains("\"" + first.pid() + "\"",
				"\"" + second.pid() + "\"");
		first.kill();
		assertThat(call("/rest-client", 2)).containsExactly(Map.entry(String.valueOf(second.pid()), 2));
		ForkedJvm again = neighbours.startOrders("first/orders", Ports.free());
		awaitFound(again);
		assertThat(call("/rest-client", 2)).containsExactly(Map.entry(String.valueOf(again.pid()), 2));
		second.kill();
		again.kill();
		assertNothingIsFound();
	}

}
