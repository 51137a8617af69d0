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

package io.github.portresolver.publish;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.github.portresolver.registry.ApplicationRecord;
import io.github.portresolver.registry.Registry;
import io.github.portresolver.resolve.PortAllocation;
import io.github.portresolver.testsupport.PublishedPorts;
import io.github.portresolver.testsupport.RecordingLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ApplicationRegistration}.
 */
@Timeout(60)
class ApplicationRegistrationTests {

	@TempDir
	Path temp;

	private final RecordingLog log = new RecordingLog();

	private final GenericApplicationContext context = new GenericApplicationContext();

	private final List<PortAllocation> ports = List.of(port("server", 8080), port("debug", 5005));

	private Path portFile;

	private ApplicationRegistration registration;

	@BeforeEach
	void create() throws Exception {
		this.portFile = this.temp.resolve("port");
		this.registration = registration(this.ports, open(), this.portFile);
	}

	@AfterEach
	void close() {
		this.context.close();
	}

	@Test
	void servingWritesRecordAndPortFile() {
		this.registration.onApplicationEvent(new ContextClosedEvent(this.context));
		assertThat(records()).as("before serving").isEmpty();
		Instant before = Instant.now();
		this.registration.serving(this.context);
		assertThat(records()).singleElement().satisfies((record) -> {
			assertThat(record.startedAt()).isBetween(before, Instant.now());
			assertThat(record.name()).isEqualTo("orders");
			assertThat(record.ports()).isEqualTo(Map.of("server", 8080, "debug", 5005));
			assertThat(record.urls()).isEqualTo(Map.of("server", "http://localhost:8080/"));
			assertThat(record.stopping()).isFalse();
		});
		assertThat(this.portFile).hasContent("8080");
		assertThat(this.log.lines()).isEmpty();
	}

	@Test
	void contextClosedMarksRecordAsStoppingAndDestroyRemovesBothForGood() {
		this.registration.serving(this.context);
		ApplicationRecord record = records().get(0);
		try (GenericApplicationContext child = new GenericApplicationContext(this.context)) {
			this.registration.onApplicationEvent(new ContextClosedEvent(child));
		}
		assertThat(records()).containsExactly(record);
		this.registration.onApplicationEvent(new ContextClosedEvent(this.context));
		assertThat(records()).containsExactly(record.asStopping());
		assertThat(this.portFile).hasContent("8080");
		this.registration.destroy();
		this.registration.onApplicationEvent(new ContextClosedEvent(this.context));
		assertThat(records()).isEmpty();
		assertThat(this.portFile).doesNotExist();
		assertThat(this.log.lines()).isEmpty();
	}

	@Test
	void servingWhenServerBoundAnotherPortWritesThatOne() {
		this.context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("server.ports", Map.of("local.server.port", 8099)));
		this.registration.serving(this.context);
		assertThat(records()).singleElement().satisfies((record) -> {
			assertThat(record.ports()).containsEntry("server", 8099);
			assertThat(record.urls()).containsEntry("server", "http://localhost:8099/");
		});
		assertThat(this.portFile).hasContent("8099");
	}

	@Test
	void servingWhenThereIsNoServerWritesNoPortFile() throws Exception {
		registration(List.of(port("debug", 5005)), open(), this.portFile).serving(this.context);
		assertThat(records()).singleElement()
			.satisfies((record) -> assertThat(record.ports()).containsOnlyKeys("debug"));
		assertThat(this.portFile).doesNotExist();
	}

	@Test
	void servingWithoutRegistryAndPortFileDoesNothing() {
		ApplicationRegistration nothing = registration(this.ports, Registry.open(this.log, "orders", null, false, null),
				null);
		nothing.serving(this.context);
		nothing.onApplicationEvent(new ContextClosedEvent(this.context));
		nothing.destroy();
		assertThat(records()).isEmpty();
		assertThat(this.log.lines()).isEmpty();
	}

	@Test
	void whenRegistryVanishedSaysSoInOneWarning() throws Exception {
		Files.delete(this.temp.resolve("registry"));
		this.registration.serving(this.context);
		this.registration.onApplicationEvent(new ContextClosedEvent(this.context));
		this.registration.destroy();
		assertThat(this.log.lines()).hasSize(2)
			.first()
			.asString()
			.startsWith("WARN The record of this application could not be written to '" + this.temp.resolve("registry")
					+ "': ")
			.endsWithIgnoringCase(": no such file or directory");
		assertThat(this.log.lines()).filteredOn((line) -> line.startsWith("WARN")).hasSize(1);
	}

	private List<ApplicationRecord> records() {
		return open().applications();
	}

	private ApplicationRegistration registration(List<PortAllocation> ports, Registry registry, Path file) {
		return new ApplicationRegistration(registry, ports, null, file, this.log);
	}

	private Registry open() {
		return Registry.open(this.log, "orders", null, true, this.temp.resolve("registry"));
	}

	private static PortAllocation port(String name, int port) {
		return PublishedPorts.configured(name, name + ".port", port, List.of());
	}

}
