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

package io.github.portresolver.lease;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;

import io.github.portresolver.registry.ProcessStamp;
import io.github.portresolver.registry.RegistryDirectory;
import io.github.portresolver.registry.RegistryUnavailableException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HolderFiles}.
 */
class HolderFilesTests {

	private static final ProcessStamp CURRENT = ProcessStamp.current();

	@TempDir
	Path temp;

	private RegistryDirectory directory;

	@BeforeEach
	void open() throws RegistryUnavailableException {
		this.directory = RegistryDirectory.open(this.temp.resolve("registry"));
	}

	@Test
	void findReturnsWhatWasWritten() {
		HolderFiles holders = new HolderFiles(this.directory, "orders");
		holders.write(1);
		assertThat(holders.find(1)).isEqualTo(new LeaseHolder(CURRENT.pid(), CURRENT.start(), "orders"));
		holders.clear(1);
		assertThat(holders.find(1)).isNull();
	}

	@Test
	void findWhenNameIsUnknownReturnsHolderWithoutName() {
		HolderFiles holders = new HolderFiles(this.directory, null);
		holders.write(1);
		assertThat(holders.find(1)).isEqualTo(new LeaseHolder(CURRENT.pid(), CURRENT.start(), null));
	}

	@Test
	void writeCleansTheName() {
		HolderFiles holders = new HolderFiles(this.directory, "a\nb\u001b[31m" + "x".repeat(100));
		holders.write(1);
		assertThat(holders.find(1)).isNotNull()
			.extracting(LeaseHolder::name)
			.asString()
			.startsWith("a?b?[31mxx")
			.hasSize(LeaseHolder.NAME_LIMIT);
	}

	@Test
	void findCleansTheName() throws Exception {
		this.directory.replace("1.holder", lines(CURRENT.pid(), CURRENT.start(), "a\u0007b"));
		assertThat(find()).isNotNull().extracting(LeaseHolder::name).isEqualTo("a?b");
	}

	@Test
	void writeWritesOverItsOwnFile() throws Exception {
		HolderFiles holders = new HolderFiles(this.directory, "x".repeat(80));
		holders.write(1);
		Object key = Files.readAttributes(file(), BasicFileAttributes.class).fileKey();
		holders.clear(1);
		assertThat(file()).content().isBlank().hasSize(512);
		new HolderFiles(this.directory, "orders").write(1);
		assertThat(find()).isNotNull().extracting(LeaseHolder::name).isEqualTo("orders");
		assertThat(Files.readAttributes(file(), BasicFileAttributes.class).fileKey()).isEqualTo(key);
	}

	@Test
	void writeReplacesWhatIsNotItsOwn() throws Exception {
		Path outside = Files.writeString(this.temp.resolve("outside"), " ".repeat(512));
		Files.createSymbolicLink(file(), outside);
		HolderFiles holders = new HolderFiles(this.directory, "\uffe6".repeat(80));
		holders.write(1);
		assertThat(find()).isNotNull();
		assertThat(outside).content().isBlank();
		Files.delete(file());
		Files.createLink(file(), Files.writeString(this.temp.resolve("linked"), "outside"));
		holders.write(1);
		assertThat(find()).isNotNull();
		assertThat(this.temp.resolve("linked")).hasContent("outside");
	}

	@Test
	void findWhenBeingWrittenReturnsNull() throws Exception {
		String content = HolderFiles.format(new LeaseHolder(CURRENT.pid(), CURRENT.start(), "orders"));
		this.directory.replace("1.holder", content);
		assertThat(find()).isNotNull();
		this.directory.replace("1.holder", content.replace("orders", "ordXXX"));
		assertThat(find()).isNull();
		this.directory.replace("1.holder", content.substring(0, content.length() - 3));
		assertThat(find()).isNull();
	}

	@Test
	void findWhenProcessIsDeadReturnsNull() throws Exception {
		this.directory.replace("1.holder", lines(Long.MAX_VALUE, CURRENT.start(), "orders"));
		assertThat(find()).isNull();
	}

	@Test
	void findWhenPidWasReusedReturnsNull() throws Exception {
		Instant before = Instant.now().minus(Duration.ofDays(1));
		this.directory.replace("1.holder", lines(CURRENT.pid(), before, "orders"));
		assertThat(find()).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "\n\n\n", "1", "abc\n2026-01-01T00:00:00Z\nname\n", "1\nyesterday\nname\n",
			"-1\n2026-01-01T00:00:00Z\nname\n", "99999999999999999999\n2026-01-01T00:00:00Z\nname\n",
			"1\n+1000000000-12-31T23:59:59.999999999Z\nname\n", "1\n-1000000000-01-01T00:00:00Z\n\n", "{\"pid\": 1}",
			"1\n2026-01-01T00:00:00Z\nname\nmore\n", "\u0000\u0000\u0000" })
	void findWhenCorruptReturnsNull(String content) throws Exception {
		this.directory.replace("1.holder", content);
		assertThat(find()).isNull();
		this.directory.replace("1.holder", content + Integer.toHexString(content.hashCode()) + "\n");
		assertThat(find()).isNull();
	}

	@Test
	void findWhenHugeReturnsNull() throws Exception {
		this.directory.replace("1.holder", lines(CURRENT.pid(), CURRENT.start(), "x".repeat(1_000_000)));
		assertThat(find()).isNull();
	}

	@Test
	void findWhenSymbolicLinkReturnsNull() throws Exception {
		Path outside = Files.writeString(this.temp.resolve("outside"), lines(CURRENT.pid(), CURRENT.start(), "orders"));
		Files.createSymbolicLink(file(), outside);
		assertThat(find()).isNull();
	}

	private Path file() {
		return this.directory.path().resolve("1.holder");
	}

	private LeaseHolder find() {
		return new HolderFiles(this.directory, null).find(1);
	}

	private static String lines(Object... values) {
		StringBuilder lines = new StringBuilder();
		for (Object value : values) {
			lines.append(value).append('\n');
		}
		return lines + Integer.toHexString(lines.toString().hashCode()) + "\n";
	}

}
