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

import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.github.portresolver.registry.ApplicationRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.cloud.client.ServiceInstance;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RegistryServiceInstance}.
 */
class RegistryServiceInstanceTests {

	private static ApplicationRecord record(Map<String, Integer> ports, Map<String, String> urls) {
		return new ApplicationRecord("0".repeat(32), "orders", 4711, "/", Instant.EPOCH, ports, urls, false);
	}

	@Test
	void ofTellsWhereAndHowItServes() {
		ApplicationRecord record = record(Map.of("server", 8443, "management", 9001),
				Map.of("server", "https://localhost:8443/shop/", "management", "https://localhost:9001/manage",
						"unix-socket", "unix:/run/orders.sock"));
		assertThat(RegistryServiceInstance.isServing(record)).isTrue();
		ServiceInstance instance = RegistryServiceInstance.of(List.of(record)).get(0);
		assertThat(instance.getInstanceId()).isEqualTo("orders-4711-8443");
		assertThat(instance.getUri()).hasToString("https://localhost:8443");
		assertThat(instance.isSecure()).isTrue();
		assertThat(instance.getMetadata()).containsExactlyInAnyOrderEntriesOf(
				Map.of("secure", "true", "pid", "4711", "startedAt", "1970-01-01T00:00:00Z", "management.port", "9001",
						"management.context-path", "/manage", "unixSocket", "unix:/run/orders.sock"));
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "http://local|host:80/", "http://a_b:80/", "http://localhost/", "http://localhost:80/%zz" })
	void urlThatNamesNoServerIsNoInstance(String url) {
		assertThat(RegistryServiceInstance.isServing(record(Map.of("server", 80), Map.of("server", url)))).isFalse();
	}

	@Test
	void applicationWithoutAServerIsNoInstance() {
		assertThat(RegistryServiceInstance.isServing(record(Map.of(), Map.of()))).isFalse();
	}

}
