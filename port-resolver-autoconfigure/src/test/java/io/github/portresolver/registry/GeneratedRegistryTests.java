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

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

import io.github.portresolver.lease.LockFile;
import io.github.portresolver.testsupport.Garbage;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what is read from the registry with generated files: whatever is in them,
 * nothing is thrown and nothing unsafe returned.
 */
class GeneratedRegistryTests {

	private static final ApplicationIdentity ORDERS = LastPortsTests.application("orders", "/work");

	private static final ApplicationRecord RECORD = new ApplicationRecord(ORDERS.key(), "orders", 4711, "/work",
			Instant.parse("2026-11-21T09:12:00.120Z"), Map.of("server", 8081, "management", 9090),
			Map.of("server", "http://[::1]:8081/a,b", "socket", "unix:/run/a.sock"), true);

	private static final String NAME = "0123456789abcdef" + RegistryFiles.RECORD;

	private static RegistryDirectory directory;

	private static LockFile lock;

	@BeforeContainer
	static void open() throws IOException {
		directory = RegistryDirectory.open(Files.createTempDirectory("garbage"));
		lock = LockFile.tryLock(directory.resolve(RegistryFiles.lockOf(NAME)));
	}

	@AfterContainer
	static void delete() throws IOException {
		lock.close();
		FileSystemUtils.deleteRecursively(directory.path());
	}

	@Provide
	Arbitrary<String> record() {
		return Garbage.text(RecordJson.write(RECORD));
	}

	@Provide
	Arbitrary<String> names() {
		return Garbage.text("[::1]:8081/a,b", "run/[app]/a.sock", "Bestell\u00fcbersicht, '1': x\\");
	}

	@Provide
	Arbitrary<String> ports() {
		return Garbage.text("# /work\n8080 server\n9090 management\n");
	}

	@Property
	void recordIsListedCleanOrLeftOut(@ForAll("record") String json) throws IOException {
		write(NAME, json);
		assertThat(Garbage.inTime(new ApplicationRecords(directory)::list))
			.allSatisfy(GeneratedRegistryTests::assertClean);
	}

	@Property
	void everyRecordCanBeReadAgain(@ForAll("names") String name, @ForAll("names") String url,
			@ForAll @IntRange(min = -1, max = 65536) int port) {
		ApplicationRecord written = new ApplicationRecord(ORDERS.key(), name, 4711, name + url, RECORD.startedAt(),
				Map.of(name, port), Map.of(name, "http://" + url), false);
		ApplicationRecord read = RecordJson.read(RecordJson.write(written));
		assertClean(read);
		assertThat(read.ports().values()).allMatch((number) -> number == port);
	}

	private static void assertClean(ApplicationRecord record) {
		assertThat(RecordJson.read(RecordJson.write(record))).isEqualTo(record);
		assertThat(record.name() + record.directory() + record.ports().keySet() + record.urls())
			.doesNotContainPattern("\\p{Cntrl}");
		assertThat(record.ports().values()).allMatch((port) -> port >= 1 && port <= 65535);
		assertThat(record.urls().values()).allMatch((url) -> url.matches("(?i)(https?://|unix:).*"));
	}

	@Property
	void lastPortsAreReadOrReplaced(@ForAll("ports") String content) throws IOException {
		String file = ORDERS.key() + RegistryFiles.LAST_PORTS;
		write(file, content);
		LastPorts lastPorts = new LastPorts(directory);
		Garbage.inTime(() -> directoryOf(lastPorts, file));
		assertThat(Garbage.inTime(() -> lastPorts.find(ORDERS, "server")).orElse(1)).isBetween(1, 65535);
		Garbage.inTime(() -> {
			new RegistryFiles(directory).prune();
			lastPorts.remember(ORDERS, "server", 50000);
			return null;
		});
		assertThat(lastPorts.find(ORDERS, "server")).hasValue(50000);
	}

	private static Path directoryOf(LastPorts lastPorts, String file) {
		try {
			return lastPorts.directoryOf(file);
		}
		catch (IOException | InvalidPathException ex) {
			return null;
		}
	}

	private static void write(String name, String content) throws IOException {
		Files.write(directory.resolve(name), content.getBytes(StandardCharsets.UTF_8));
	}

}
