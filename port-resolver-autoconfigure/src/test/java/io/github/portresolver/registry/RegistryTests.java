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
import java.time.Instant;
import java.util.Map;
import java.util.OptionalInt;

import io.github.portresolver.testsupport.RecordingLog;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Registry}.
 */
class RegistryTests {

	private static final ApplicationIdentity ORDERS = new ApplicationIdentity("orders", "/work/orders");

	@TempDir
	Path temp;

	private final RecordingLog log = new RecordingLog();

	private @Nullable Path configured;

	@Test
	void openWhenConfiguredDirectoryIsUnusableWarnsOnceAndHasNone() throws Exception {
		Path file = Files.writeString(this.temp.resolve("file"), "no directory");
		this.configured = file;
		assertUnusable(open(this.temp.resolve("default")));
		assertThat(this.log.lines()).containsExactly("WARN There is no registry: Registry directory '" + file
				+ "' is not a directory; remove it, or set 'port-resolver.registry.directory' to a directory of your own");
		assertThat(this.temp.resolve("default")).doesNotExist();
	}

	@Test
	void openWhenDefaultDirectoryIsUnusableIsSilentButForDebug() throws Exception {
		assertUnusable(open(Files.writeString(this.temp.resolve("file"), "no directory")));
		assertThat(this.log.lines()).singleElement().asString().startsWith("DEBUG There is no registry: ");
	}

	@Test
	void offHasNone() {
		assertUnusable(Registry.off(this.log, ORDERS));
		assertThat(this.log.lines()).isEmpty();
	}

	@Test
	void openWhenNothingIsConfiguredCreatesDefaultDirectory() {
		Registry registry = open(this.temp.resolve("default"));
		assertThat(registry.records()).isNotNull();
		assertThat(this.temp.resolve("default")).isDirectory();
		assertThat(this.log.lines()).isEmpty();
	}

	@Test
	void lastPortIsTheOneThatWasRemembered() {
		Registry registry = open(this.temp.resolve("default"));
		registry.rememberPort("debug", 40001);
		assertThat(registry.lastPort("server")).isEmpty();
		assertThat(registry.lastPort("debug")).isEqualTo(OptionalInt.of(40001));
		assertThat(open(this.temp.resolve("default")).lastPort("debug")).isEqualTo(OptionalInt.of(40001));
		ApplicationIdentity checkout = new ApplicationIdentity("orders", "/work/orders-2");
		assertThat(Registry.open(this.log, checkout, null, this.temp.resolve("default")).lastPort("debug")).isEmpty();
	}

	@Test
	void rememberPortWhenRegistryVanishedWarnsOnce() throws Exception {
		this.configured = this.temp.resolve("registry");
		Registry registry = open(this.temp);
		Files.delete(this.temp.resolve("registry"));
		registry.rememberPort("server", 40001);
		registry.rememberPort("debug", 40002);
		assertThat(this.log.lines()).hasSize(2);
		assertThat(this.log.lines().get(0)).startsWith("WARN The port of 'server' cannot be remembered: ");
		assertThat(this.log.lines().get(1)).startsWith("DEBUG The port of 'debug' cannot be remembered: ");
	}

	@Test
	void otherInstanceIsTheOneOfSameNameAndDirectoryThatHasThePort() throws Exception {
		Registry registry = open(this.temp.resolve("default"));
		ApplicationRecord record = record("orders", "/work/orders", 8080);
		write(record);
		write(record("orders", "/work/orders-2", 8082));
		write(record("billing", "/work/orders", 8083));
		assertThat(registry.otherInstance(8080)).isEqualTo(record);
		assertThat(registry.otherInstance(8081)).isNull();
		assertThat(registry.otherInstance(8082)).isNull();
		assertThat(registry.otherInstance(8083)).isNull();
	}

	private void write(ApplicationRecord record) throws Exception {
		open(this.temp.resolve("default")).records().write(record);
	}

	private Registry open(Path defaultPath) {
		return Registry.open(this.log, ORDERS, this.configured, defaultPath);
	}

	private static void assertUnusable(Registry registry) {
		assertThat(registry.records()).isNull();
		assertThat(registry.directory()).isNull();
		assertThat(registry.lastPort("server")).isEmpty();
		assertThat(registry.otherInstance(8080)).isNull();
		registry.rememberPort("server", 40000);
	}

	private static ApplicationRecord record(String name, String directory, int port) {
		ProcessStamp process = ProcessStamp.current();
		return new ApplicationRecord(name, process.pid(), process.start(), directory,
				Instant.parse("2026-11-21T09:12:00Z"), Map.of("server", port), Map.of(), false);
	}

}
