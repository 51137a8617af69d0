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

package io.github.portresolver.registry;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.github.portresolver.testsupport.RecordingLog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Registry}.
 */
class RegistryTests {

	private static final ApplicationIdentity ORDERS = LastPortsTests.application("orders", "/work/orders");

	@TempDir
	Path temp;

	private final RecordingLog log = new RecordingLog();

	private Path path;

	@BeforeEach
	void setUp() {
		this.path = this.temp.resolve("registry");
	}

	@Test
	void openWhenConfiguredDirectoryIsUnusableWarnsOnceAndHasNone() throws Exception {
		assertUnusable(Registry.open(this.log, "orders", null, false, null));
		assertThat(this.log.lines()).isEmpty();
		Path file = Files.writeString(this.path, "no directory");
		Registry registry = open(ORDERS);
		assertUnusable(registry);
		registry.report("more");
		assertThat(this.log.lines())
			.containsExactly("WARN The port-resolver registry is not available: Registry directory '" + file
					+ "' is not a directory; remove it, or set 'port-resolver.registry.directory' to a directory of your own",
					"DEBUG more");
		Registry.open(this.log, "orders", null, true, null).report("trouble");
		assertThat(this.log.lines()).last().isEqualTo("DEBUG trouble");
	}

	@Test
	void rememberPortWhenRegistryVanishedWarnsOnce() throws Exception {
		Registry registry = open(ORDERS);
		Files.delete(this.path);
		registry.rememberPort("server", 40001);
		registry.rememberPort("debug", 40002);
		assertThat(this.log.lines()).hasSize(2);
		assertThat(this.log.lines().get(0)).startsWith("WARN The last port of 'server' could not be saved: ");
		assertThat(this.log.lines().get(1)).startsWith("DEBUG The last port of 'debug' could not be saved: ");
	}

	@Test
	void otherInstanceIsTheOneOfSameNameDirectoryMainClassAndCodeSourceThatHasThePort() {
		ApplicationRecord record = register(open(ORDERS));
		assertThat(open(ORDERS).otherInstance(8080)).isEqualTo(record);
		assertThat(open(ORDERS).otherInstance(8081)).isNull();
		for (ApplicationIdentity other : List.of(LastPortsTests.application("billing", "/work/orders"),
				LastPortsTests.application("orders", "/work/orders-2"),
				new ApplicationIdentity("orders", "/work/orders", "com.example.Other", "file:/app.jar"),
				new ApplicationIdentity("orders", "/work/orders", "com.example.Application", "file:/b.jar"))) {
			assertThat(open(other).otherInstance(8080)).isNull();
		}
	}

	private Registry open(ApplicationIdentity identity) {
		return new Registry(this.log, identity, true, this.path);
	}

	private static void assertUnusable(Registry registry) {
		assertThat(registry.path()).isNull();
		register(registry);
		assertThat(registry.applications()).isEmpty();
		registry.unregister();
		registry.prune();
		assertThat(registry.lastPort("server")).isEmpty();
		assertThat(registry.otherInstance(8080)).isNull();
		registry.rememberPort("server", 40000);
	}

	private static ApplicationRecord register(Registry registry) {
		ApplicationRecord record = registry.record(Map.of("server", 8080), Map.of());
		registry.register(record);
		return record;
	}

}
