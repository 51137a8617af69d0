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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link ApplicationRecords}.
 */
@Timeout(60)
class ApplicationRecordsTests {

	private static final ProcessStamp CURRENT = ProcessStamp.current();

	private static final Instant NOW = Instant.parse("2026-11-21T09:12:00Z");

	private static final long NO_PID = Integer.MAX_VALUE;

	@TempDir
	Path temp;

	private RegistryDirectory directory;

	private ApplicationRecords records;

	@BeforeEach
	void open() throws Exception {
		this.directory = RegistryDirectory.open(this.temp.resolve("registry"));
		this.records = new ApplicationRecords(this.directory);
	}

	@Test
	void listReturnsWhatWasWritten() throws Exception {
		ApplicationRecord record = record("orders", CURRENT, NOW);
		this.records.write(record);
		assertThat(new ApplicationRecords(this.directory).list()).containsExactly(record);
		assertThat(names()).singleElement().asString().startsWith(CURRENT.pid() + "-").endsWith(".app.json");
	}

	@Test
	void writeAgainReplaces() throws Exception {
		ApplicationRecord record = record("orders", CURRENT, NOW);
		this.records.write(record);
		this.records.write(record.asStopping());
		assertThat(this.records.list()).singleElement().satisfies((found) -> {
			assertThat(found.stopping()).isTrue();
			assertThat(found.ports()).isEqualTo(record.ports());
		});
	}

	@Test
	void removeDeletesOnlyItsOwn() throws Exception {
		ApplicationRecords other = new ApplicationRecords(this.directory);
		this.records.write(record("orders", CURRENT, NOW));
		other.write(record("billing", CURRENT, NOW));
		this.records.remove();
		this.records.remove();
		assertThat(other.list()).extracting(ApplicationRecord::name).containsExactly("billing");
	}

	@Test
	void removeWhenNothingWasWrittenDoesNothing() {
		assertThatNoException().isThrownBy(() -> this.records.remove());
	}

	@Test
	void listIsSortedByStart() throws Exception {
		for (int minutes : List.of(2, 3, 1)) {
			new ApplicationRecords(this.directory)
				.write(record("app" + minutes, CURRENT, NOW.plus(Duration.ofMinutes(minutes))));
		}
		assertThat(this.records.list()).extracting(ApplicationRecord::name).containsExactly("app3", "app2", "app1");
	}

	@Test
	void findComparesNameAndDirectory() throws Exception {
		this.records.write(record("orders\n", CURRENT, NOW));
		assertThat(this.records.find("orders\n", "/work/orders")).hasSize(1);
		assertThat(this.records.find("orders\n", "/work/orders2")).isEmpty();
		assertThat(this.records.find("billing", "/work/orders")).isEmpty();
	}

	@Test
	void listWhenProcessIsDeadPrunes() throws Exception {
		this.records.write(record("orders", new ProcessStamp(NO_PID, NOW), NOW));
		assertThat(this.records.list()).isEmpty();
		assertThat(names()).isEmpty();
	}

	@Test
	void listWhenPidWasReusedPrunes() throws Exception {
		this.records.write(record("orders", new ProcessStamp(CURRENT.pid(), NOW.minus(Duration.ofDays(1))), NOW));
		assertThat(this.records.list()).isEmpty();
		assertThat(names()).isEmpty();
	}

	@Test
	void listWhenStartOfProcessIsMissingPrunes() throws Exception {
		this.records.write(record("orders", new ProcessStamp(CURRENT.pid(), null), NOW));
		assertThat(this.records.list()).isEmpty();
		assertThat(names()).isEmpty();
	}

	@Test
	void listWhenCorruptPrunesThatOfDeadProcessOnly() throws Exception {
		String dead = file(NO_PID);
		String alive = file(CURRENT.pid());
		for (String content : List.of("", "{", "[]", "null", "{\"name\":1}", "[".repeat(60_000), "\u0000")) {
			this.directory.replace(dead, content);
			this.directory.replace(alive, content);
			assertThat(this.records.list()).isEmpty();
			assertThat(names()).containsExactly(alive);
		}
	}

	@Test
	void listWhenHugeSkips() throws Exception {
		this.directory.replace(file(NO_PID), " ".repeat(ApplicationRecords.SIZE_LIMIT + 1));
		this.records.write(record("orders", CURRENT, NOW));
		assertThat(this.records.list()).hasSize(1);
		assertThat(names()).hasSize(1);
	}

	@Test
	void listWhenPidDiffersFromFileNameSkips() throws Exception {
		this.records.write(record("orders", CURRENT, NOW));
		String file = names().get(0);
		Files.move(path(file), path(file(NO_PID)));
		assertThat(this.records.list()).isEmpty();
		assertThat(names()).isEmpty();
	}

	@Test
	void listSkipsLinksAndWhatIsNoFile() throws Exception {
		this.records.write(record("orders", CURRENT, NOW));
		Path outside = this.temp.resolve("outside");
		Files.move(path(names().get(0)), outside);
		Files.createSymbolicLink(path(file(CURRENT.pid())), outside);
		Files.createSymbolicLink(path(file(NO_PID)), outside);
		Files.createDirectory(path(file(1)));
		assertThat(this.records.list()).isEmpty();
		assertThat(names()).hasSize(3);
		assertThat(outside).content().contains("orders");
	}

	@Test
	void listLeavesOtherFilesAlone() throws Exception {
		List<String> others = List.of("8080.lock", "8080.holder", "notes.app.json", "0-0123456789abcdef.app.json",
				NO_PID + "-0123456789abcdef.app.json.bak");
		for (String other : others) {
			this.directory.replace(other, "rubbish");
		}
		assertThat(this.records.list()).isEmpty();
		assertThat(names()).containsExactlyInAnyOrderElementsOf(others);
	}

	@Test
	void listDeletesOldTemporaryFiles() throws Exception {
		this.directory.replace("old.app.json.1.tmp", "rubbish");
		this.directory.replace("new.app.json.1.tmp", "rubbish");
		Files.setLastModifiedTime(path("old.app.json.1.tmp"), FileTime.from(NOW.minus(Duration.ofMinutes(61))));
		Files.setLastModifiedTime(path("new.app.json.1.tmp"), FileTime.from(NOW.minus(Duration.ofMinutes(59))));
		new ApplicationRecords(this.directory, new RecordJson(), Clock.fixed(NOW, ZoneOffset.UTC)).list();
		assertThat(names()).containsExactly("new.app.json.1.tmp");
	}

	@Test
	void listIsBounded() throws Exception {
		String content = new RecordJson().write(record("orders", CURRENT, NOW));
		for (int i = 0; i < ApplicationRecords.FILES_LIMIT + 1; i++) {
			Files.writeString(path(String.format("%d-%016x.app.json", CURRENT.pid(), i)), content);
		}
		assertThat(this.records.list()).hasSize(ApplicationRecords.FILES_LIMIT);
	}

	@Test
	void whenDirectoryVanishedListIsEmptyAndWriteFails() throws Exception {
		Files.delete(this.directory.path());
		assertThat(this.records.list()).isEmpty();
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> this.records.write(record("orders", CURRENT, NOW)));
		assertThatNoException().isThrownBy(() -> this.records.remove());
	}

	@Test
	void pruneDeletesWhatProcessesThatAreGoneHaveWritten() throws Exception {
		this.records.write(record("orders", CURRENT, NOW));
		String own = names().get(0);
		this.directory.replace(file(NO_PID), "rubbish");
		this.directory.replace(file(NO_PID) + ".bak", "rubbish");
		this.directory.replace(file(CURRENT.pid()), "rubbish");
		this.directory.replace("8080.lock", "");
		this.records.prune();
		assertThat(names()).containsExactlyInAnyOrder(own, file(NO_PID) + ".bak", file(CURRENT.pid()), "8080.lock");
	}

	@Test
	void pruneSkipsLinksAndDirectories() throws Exception {
		Path outside = Files.writeString(this.temp.resolve("outside"), "outside");
		Files.createSymbolicLink(path(file(NO_PID)), outside);
		Files.createDirectory(path(file(NO_PID - 1)));
		this.records.prune();
		assertThat(names()).hasSize(2);
		assertThat(outside).hasContent("outside");
	}

	@Test
	void pruneWhenDirectoryVanishedThrows() throws Exception {
		Files.delete(this.directory.path());
		assertThatExceptionOfType(IOException.class).isThrownBy(this.records::prune);
	}

	private static ApplicationRecord record(String name, ProcessStamp process, Instant startedAt) {
		return new ApplicationRecord(name, process.pid(), process.start(), "/work/orders", startedAt,
				Map.of("server", 8081), Map.of("server", "http://localhost:8081/"), false);
	}

	private static String file(long pid) {
		return pid + "-0123456789abcdef.app.json";
	}

	private Path path(String name) {
		return this.directory.path().resolve(name);
	}

	private List<String> names() throws IOException {
		try (Stream<Path> files = Files.list(this.directory.path())) {
			return files.map((file) -> file.getFileName().toString()).toList();
		}
	}

}
