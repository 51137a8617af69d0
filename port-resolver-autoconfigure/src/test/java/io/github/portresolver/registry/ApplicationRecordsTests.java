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
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.github.portresolver.lease.LockFile;
import io.github.portresolver.testsupport.Await;
import io.github.portresolver.testsupport.ForkedJvm;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link ApplicationRecords}.
 */
@Timeout(60)
class ApplicationRecordsTests {

	private static final String FILE = "0123456789abcdef.app.json";

	private static final String LOCK = "0123456789abcdef.app.lock";

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
	void listReturnsWhatWasWrittenSortedByStartAndBelievesTheLockWhateverTheFacts() throws Exception {
		ApplicationRecord record = record("orders", 2);
		this.records.write(record);
		assertThat(new ApplicationRecords(this.directory).list()).containsExactly(record);
		this.records.write(record.asStopping());
		assertThat(this.records.list()).containsExactly(record.asStopping());
		assertThat(this.directory.names()).hasSize(2);
		ApplicationRecord elsewhere = new ApplicationRecord("0".repeat(32), "orders", Integer.MAX_VALUE, "/gone",
				Instant.parse("2100-01-01T00:00:00Z"), Map.of(), Map.of(), false);
		for (ApplicationRecord other : List.of(record("orders", 1), elsewhere, record("orders", 3))) {
			new ApplicationRecords(this.directory).write(other);
		}
		assertThat(this.records.list()).containsExactly(elsewhere, record("orders", 3), record.asStopping(),
				record("orders", 1));
	}

	@Test
	void removeDeletesOnlyItsOwn() throws Exception {
		ApplicationRecords other = new ApplicationRecords(this.directory);
		this.records.write(record("orders", 1));
		other.write(record("billing", 2));
		this.records.remove();
		this.records.remove();
		assertThat(other.list()).extracting(ApplicationRecord::name).containsExactly("billing");
		other.remove();
		assertThat(this.directory.names()).isEmpty();
	}

	@Test
	void listWhenNobodyHoldsTheLockLeavesTheRecordOut() throws Exception {
		Files.writeString(this.directory.resolve(FILE), RecordJson.write(record("orders", 1)));
		assertThat(this.records.list()).isEmpty();
		Files.createFile(this.directory.resolve(LOCK));
		assertThat(this.records.list()).isEmpty();
		try (LockFile lock = LockFile.tryLock(this.directory.resolve(LOCK))) {
			assertThat(lock.isHeld()).isTrue();
			assertThat(this.records.list()).hasSize(1);
		}
	}

	/**
	 * The shell becomes a program that never asks how its child ended.
	 */
	@Test
	@EnabledOnOs(OS.LINUX)
	void listWhenProcessIsAZombieLeavesItsRecordOut() throws Exception {
		Files.writeString(this.directory.resolve(FILE), RecordJson.write(record("orders", 1)));
		try (ForkedJvm process = ForkedJvm.of(Locking.class)
			.prefix("sh", "-c", "\"$@\" <&0 & exec sleep 60", "sh")
			.withoutLibraries()
			.start(this.directory.resolve(LOCK))) {
			long pid = Long.parseLong(process.firstLine());
			assertThat(this.records.list()).hasSize(1);
			ProcessHandle.of(pid).orElseThrow().destroyForcibly();
			Await.until(() -> Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z "));
			// Its other threads may end later than the one whose state is shown
			Await.until(() -> this.records.list().isEmpty());
		}
	}

	@Test
	void listLeavesOutWhatCannotBeRead() throws Exception {
		Path outside = Files.writeString(this.temp.resolve("outside"), RecordJson.write(record("orders", 1)));
		try (LockFile lock = LockFile.tryLock(this.directory.resolve(LOCK))) {
			for (String content : List.of("", "{", "[]", "\u0000", " ".repeat(RegistryDirectory.SIZE_LIMIT + 1))) {
				this.directory.replace(FILE, content);
				assertThat(this.records.list()).isEmpty();
			}
			Files.delete(this.directory.resolve(FILE));
			Files.createSymbolicLink(this.directory.resolve(FILE), outside);
			assertThat(this.records.list()).isEmpty();
			assertThat(lock.isHeld()).isTrue();
		}
	}

	@Test
	void listIsBounded() throws Exception {
		for (int i = 0; i < ApplicationRecords.FILES_LIMIT + 1; i++) {
			new ApplicationRecords(this.directory).write(record("app", i));
		}
		assertThat(this.records.list()).hasSize(ApplicationRecords.FILES_LIMIT);
	}

	@Test
	void whenDirectoryVanishedListIsEmptyAndWriteFails() throws Exception {
		Files.delete(this.directory.path());
		assertThat(this.records.list()).isEmpty();
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> this.records.write(record("orders", 1)));
		assertThatNoException().isThrownBy(() -> this.records.remove());
	}

	static ApplicationRecord record(String name, int second) {
		return new ApplicationRecord("0".repeat(32), name, ProcessHandle.current().pid(), "/work/orders",
				Instant.ofEpochSecond(second), Map.of("server", 8080), Map.of("server", "http://localhost:8080/"),
				false);
	}

	/**
	 * Locks a file, says its pid and waits.
	 */
	public static final class Locking {

		private Locking() {
		}

		public static void main(String[] arguments) throws Exception {
			try (LockFile lock = LockFile.tryLock(Path.of(arguments[0]))) {
				System.out.println(lock.isHeld() ? ProcessHandle.current().pid() : -1);
				Thread.sleep(60_000);
			}
		}

	}

}
