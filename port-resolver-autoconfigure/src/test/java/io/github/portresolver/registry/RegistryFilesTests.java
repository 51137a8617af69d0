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
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.github.portresolver.lease.LockFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RegistryFiles}.
 */
class RegistryFilesTests {

	private static final String ID = "0123456789abcdef";

	@TempDir
	Path temp;

	private RegistryDirectory directory;

	@BeforeEach
	void open() throws Exception {
		this.directory = RegistryDirectory.open(this.temp.resolve("registry"));
	}

	@Test
	void pruneKeepsFilesOfOthers() throws Exception {
		List<String> others = List.of("draft.tmp", "a.lock", "0.lock", "8080.lock.bak", "8080-x.lock", "notes.app.json",
				"8080.holder", "x.ports", ID + ".app.json.bak", ID + ".app.json.1.tmp", "8080.lock.d");
		for (String other : others) {
			create(other, Duration.ofDays(400));
		}
		prune();
		assertThat(this.directory.names()).containsExactlyInAnyOrderElementsOf(others);
	}

	@Test
	void pruneDeletesRecordsWhoseLockNobodyHolds() throws Exception {
		create(ID + ".app.json", Duration.ofHours(1));
		create(ID + ".app.lock", Duration.ofHours(1));
		create("00000000000000ff.app.lock", Duration.ZERO);
		create(ID + ".app.json." + ID + ".tmp", Duration.ofHours(1));
		ApplicationRecords running = new ApplicationRecords(this.directory);
		running.write(ApplicationRecordsTests.record("orders", 1));
		age(Duration.ofHours(1));
		Files.setLastModifiedTime(this.directory.resolve("00000000000000ff.app.lock"), FileTime.from(Instant.now()));
		prune();
		assertThat(running.list()).hasSize(1);
		assertThat(this.directory.names()).hasSize(3).contains("00000000000000ff.app.lock");
	}

	@Test
	void pruneDeletesLockFilesThatWereNotUsedForADay() throws Exception {
		List<String> old = List.of("1.lock", "65535.lock", "8080-7f000001.lock",
				"8080-00000000000000000000000000000001.lock");
		for (String name : old) {
			create(name, Duration.ofDays(2));
		}
		create("2.lock", Duration.ofHours(1));
		try (LockFile held = LockFile.tryLock(create("3.lock", Duration.ofDays(2)))) {
			prune();
			assertThat(held.isHeld()).isTrue();
			assertThat(this.directory.names()).containsExactlyInAnyOrder("2.lock", "3.lock");
			assertThat(LockFile.tryLock(this.directory.resolve("3.lock")).isHeld()).isFalse();
		}
	}

	@Test
	void pruneDeletesThePortsOfApplicationsWhoseDirectoryIsGone() throws Exception {
		LastPorts ports = new LastPorts(this.directory);
		Path checkout = Files.createDirectory(this.temp.resolve("checkout"));
		ApplicationIdentity here = LastPortsTests.application("orders", checkout.toString());
		ApplicationIdentity gone = LastPortsTests.application("orders", this.temp.resolve("gone").toString());
		ports.remember(here, "server", 50001);
		ports.remember(gone, "server", 50002);
		age(Duration.ofHours(1));
		create("f".repeat(32) + ".ports", Duration.ofHours(1));
		prune();
		assertThat(ports.find(here, "server")).hasValue(50001);
		assertThat(ports.find(gone, "server")).isEmpty();
		assertThat(this.directory.names()).hasSize(2);
	}

	@Test
	void pruneLeavesLinksAlone() throws Exception {
		Path outside = Files.writeString(this.temp.resolve("outside"), "outside");
		for (String name : List.of("1.lock", ID + ".app.json", ID + ".app.lock", "f".repeat(32) + ".ports")) {
			Files.createSymbolicLink(this.directory.resolve(name), outside);
		}
		prune();
		assertThat(this.directory.names()).hasSize(4);
		assertThat(outside).hasContent("outside");
	}

	private void prune() throws Exception {
		new RegistryFiles(this.directory).prune();
	}

	private Path create(String name, Duration age) throws Exception {
		Path file = Files.createFile(this.directory.resolve(name));
		return Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
	}

	private void age(Duration age) throws Exception {
		for (String name : this.directory.names()) {
			Files.setLastModifiedTime(this.directory.resolve(name), FileTime.from(Instant.now().minus(age)));
		}
	}

}
