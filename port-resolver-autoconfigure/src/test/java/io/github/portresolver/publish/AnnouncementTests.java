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

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.github.portresolver.registry.ApplicationIdentity;
import io.github.portresolver.registry.ApplicationRecord;
import io.github.portresolver.registry.ApplicationRecords;
import io.github.portresolver.registry.ProcessStamp;
import io.github.portresolver.registry.RegistryDirectory;
import io.github.portresolver.registry.RegistryTrouble;
import io.github.portresolver.resolve.Fallback;
import io.github.portresolver.resolve.Hold;
import io.github.portresolver.resolve.PortRequest;
import io.github.portresolver.resolve.PortSource;
import io.github.portresolver.resolve.ResolvedPort;
import io.github.portresolver.resolve.ResolvedPorts;
import io.github.portresolver.resolve.UrlTemplate;
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
 * Tests for {@link Announcement}.
 */
@Timeout(60)
class AnnouncementTests {

	private static final ApplicationIdentity IDENTITY = new ApplicationIdentity("orders", "/work/orders");

	@TempDir
	Path temp;

	private final RecordingLog log = new RecordingLog();

	private final GenericApplicationContext context = new GenericApplicationContext();

	private final ResolvedPorts ports = new ResolvedPorts(
			List.of(port("server", 8080, Hold.HAND_OFF, "http"), port("debug", 5005, Hold.LEASE, "tcp")), null);

	private Path portFile;

	private RegistryDirectory directory;

	private Announcement announcement;

	@BeforeEach
	void create() throws Exception {
		this.portFile = this.temp.resolve("port");
		this.directory = RegistryDirectory.open(this.temp.resolve("registry"));
		this.announcement = announcement(this.ports, new ApplicationRecords(this.directory),
				new PortFile(this.portFile));
	}

	@AfterEach
	void close() {
		this.context.close();
	}

	@Test
	void servingWritesRecordAndPortFile() {
		Instant before = Instant.now();
		this.announcement.serving(this.context);
		ProcessStamp process = ProcessStamp.current();
		assertThat(records()).singleElement().satisfies((record) -> {
			assertThat(record.startedAt()).isBetween(before, Instant.now());
			assertThat(record).isEqualTo(
					new ApplicationRecord("orders", process.pid(), process.start(), "/work/orders", record.startedAt(),
							Map.of("server", 8080, "debug", 5005), Map.of("server", "http://localhost:8080/"), false));
		});
		assertThat(this.portFile).hasContent("8080");
		assertThat(this.log.lines()).isEmpty();
	}

	@Test
	void servingWhenServerBoundAnotherPortWritesThatOne() {
		this.context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("server.ports", Map.of("local.server.port", 8099)));
		this.announcement.serving(this.context);
		assertThat(records()).singleElement().satisfies((record) -> {
			assertThat(record.ports()).containsEntry("server", 8099);
			assertThat(record.urls()).containsEntry("server", "http://localhost:8099/");
		});
		assertThat(this.portFile).hasContent("8099");
	}

	@Test
	void servingWhenThereIsNoServerWritesNoPortFile() throws Exception {
		ResolvedPorts debug = new ResolvedPorts(List.of(port("debug", 5005, Hold.LEASE, "tcp")), null);
		announcement(debug, new ApplicationRecords(this.directory), new PortFile(this.portFile)).serving(this.context);
		assertThat(records()).singleElement()
			.satisfies((record) -> assertThat(record.ports()).containsOnlyKeys("debug"));
		assertThat(this.portFile).doesNotExist();
	}

	@Test
	void servingWithoutRegistryAndPortFileDoesNothing() {
		Announcement nothing = announcement(this.ports, null, null);
		nothing.serving(this.context);
		nothing.onApplicationEvent(new ContextClosedEvent(this.context));
		nothing.destroy();
		assertThat(records()).isEmpty();
		assertThat(this.log.lines()).isEmpty();
	}

	@Test
	void contextClosedMarksRecordAsStoppingAndKeepsPortFile() {
		this.announcement.serving(this.context);
		ApplicationRecord record = records().get(0);
		this.announcement.onApplicationEvent(new ContextClosedEvent(this.context));
		assertThat(records()).containsExactly(record.asStopping());
		assertThat(this.portFile).hasContent("8080");
	}

	@Test
	void contextClosedWhenItIsAnotherContextChangesNothing() {
		this.announcement.serving(this.context);
		try (GenericApplicationContext child = new GenericApplicationContext(this.context)) {
			this.announcement.onApplicationEvent(new ContextClosedEvent(child));
		}
		assertThat(records()).singleElement().matches((record) -> !record.stopping());
	}

	@Test
	void contextClosedBeforeServingWritesNothing() {
		this.announcement.onApplicationEvent(new ContextClosedEvent(this.context));
		assertThat(records()).isEmpty();
	}

	@Test
	void destroyRemovesBothAndLaterEventsWriteNothing() {
		this.announcement.serving(this.context);
		this.announcement.destroy();
		assertThat(records()).isEmpty();
		assertThat(this.portFile).doesNotExist();
		this.announcement.onApplicationEvent(new ContextClosedEvent(this.context));
		assertThat(records()).isEmpty();
		assertThat(this.log.lines()).isEmpty();
	}

	@Test
	void destroyLeavesOtherApplicationsOfThisProcessAlone() {
		Announcement other = announcement(this.ports, new ApplicationRecords(this.directory), null);
		this.announcement.serving(this.context);
		other.serving(this.context);
		assertThat(records()).hasSize(2);
		this.announcement.destroy();
		assertThat(records()).hasSize(1);
		other.destroy();
		assertThat(records()).isEmpty();
	}

	@Test
	void whenRegistryVanishedSaysSoInOneWarning() throws Exception {
		Files.delete(this.directory.path());
		this.announcement.serving(this.context);
		this.announcement.onApplicationEvent(new ContextClosedEvent(this.context));
		this.announcement.destroy();
		assertThat(this.log.lines()).hasSize(3)
			.first()
			.asString()
			.startsWith("WARN The record of this application cannot be written: ")
			.contains(this.directory.toString());
		assertThat(this.log.lines()).filteredOn((line) -> line.startsWith("WARN")).hasSize(1);
	}

	@Test
	void whenPortFileCannotBeWrittenSaysSoInOneWarningAndWritesRecord() throws Exception {
		Files.createDirectories(this.portFile.resolve("below"));
		this.announcement.serving(this.context);
		this.announcement.onApplicationEvent(new ContextClosedEvent(this.context));
		assertThat(records()).hasSize(1);
		this.announcement.destroy();
		assertThat(this.log.lines()).singleElement()
			.asString()
			.startsWith("WARN The port file '" + this.portFile + "' cannot be written: ");
		assertThat(this.portFile.resolve("below")).isDirectory();
	}

	private List<ApplicationRecord> records() {
		return new ApplicationRecords(this.directory).list();
	}

	private Announcement announcement(ResolvedPorts ports, ApplicationRecords records, PortFile file) {
		return new Announcement(this.log, new RegistryTrouble(this.log, true), IDENTITY, ports, null, records, file);
	}

	private static ResolvedPort port(String name, int port, Hold hold, String scheme) {
		PortRequest request = new PortRequest(name, name + ".port", null, port, (InetAddress) null, 0, Fallback.NONE,
				hold, null, new UrlTemplate(scheme, "/"));
		return new ResolvedPort(request, port, PortSource.CONFIGURED, hold, Duration.ZERO, List.of(), List.of());
	}

}
