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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.github.portresolver.testsupport.Await;
import io.github.portresolver.testsupport.ForkedJvm;
import io.github.portresolver.testsupport.Ports;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.apache.curator.test.InstanceSpec;
import org.apache.curator.test.TestingServer;
import org.apache.zookeeper.KeeperException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for applications that moved and register with a real ZooKeeper.
 */
@Tag("servers")
@Timeout(240)
class ZooKeeperTests {

	@TempDir
	Path temp;

	@Test
	void whatMovedIsRegisteredWhereItServesAndWhatWasKilledExpires() throws Exception {
		InstanceSpec spec = InstanceSpec.newInstanceSpec();
		try (TestingServer server = new TestingServer(spec, true);
				CuratorFramework client = CuratorFrameworkFactory.newClient(server.getConnectString(),
						new RetryOneTime(100));
				Neighbours neighbours = new Neighbours(this.temp);
				ServerSocket taken = Ports.taken()) {
			client.start();
			List<ForkedJvm> orders = new ArrayList<>();
			for (int i = 0; i < 2; i++) {
				orders.add(neighbours.start(
						ForkedJvm.of(OrdersApplication.class).without("eureka", "gateway", "admin", "curator-test"),
						"first/orders", "--spring.application.name=orders", "--server.port=" + taken.getLocalPort(),
						"--spring.cloud.zookeeper.connect-string=" + server.getConnectString(),
						"--spring.cloud.zookeeper.session-timeout=2s",
						"--spring.cloud.zookeeper.discovery.instance-host=localhost"));
			}
			int first = Neighbours.awaitPort(orders.get(0));
			int second = Neighbours.awaitPort(orders.get(1));
			assertThat(List.of(first, second)).doesNotContain(taken.getLocalPort()).doesNotHaveDuplicates();
			Await.until(() -> ports(client).containsAll(List.of(first, second)));
			orders.get(0).kill();
			Await.until(() -> ports(client).equals(List.of(second)));
		}
	}

	private static List<Integer> ports(CuratorFramework client) throws Exception {
		List<Integer> ports = new ArrayList<>();
		try {
			for (String id : client.getChildren().forPath("/services/orders")) {
				String instance = new String(client.getData().forPath("/services/orders/" + id),
						StandardCharsets.UTF_8);
				ports.add(Integer.valueOf(instance.replaceAll("(?s).*\"port\":(\\d+).*", "$1")));
			}
			return ports;
		}
		catch (KeeperException.NoNodeException ex) {
			// It came or went meanwhile: ask again
			return List.of();
		}
	}

}
