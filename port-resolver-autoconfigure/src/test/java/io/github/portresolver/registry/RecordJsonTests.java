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

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.json.JsonParserFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RecordJson}.
 */
class RecordJsonTests {

	private static final Instant START = Instant.parse("2026-11-21T09:12:00.120Z");

	private static final String VALID = "{\"name\":\"orders\",\"pid\":4711,\"directory\":\"/work\","
			+ "\"startedAt\":\"2026-11-21T09:12:00Z\"";

	private final RecordJson json = new RecordJson();

	@Test
	void writeIsStable() {
		assertThat(this.json.write(record("orders", "/work/orders")))
			.isEqualTo("{\"name\":\"orders\",\"pid\":4711,\"processStart\":\"2026-11-21T09:12:00.120Z\","
					+ "\"directory\":\"/work/orders\",\"startedAt\":\"2026-11-21T09:12:00.120Z\",\"stopping\":true,"
					+ "\"ports\":{\"server\":8081,\"management\":9090},"
					+ "\"urls\":{\"server\":\"http://[::1]:8081/a,b\",\"socket\":\"unix:/run/a.sock\"}}");
	}

	@Test
	void readReturnsWhatWasWritten() {
		ApplicationRecord record = record("Bestell\u00fcbersicht \"1\"", "C:\\work\\{orders}");
		assertThat(this.json.read(this.json.write(record))).isEqualTo(record);
	}

	@Test
	void writeIsReadByJsonLibrariesToo() {
		ApplicationRecord record = record("Bestell\u00fcbersicht \"1\"", "C:\\work\\{orders}");
		Map<String, Object> values = JsonParserFactory.getJsonParser().parseMap(this.json.write(record));
		assertThat(values).containsEntry("name", record.name())
			.containsEntry("directory", record.directory())
			.containsEntry("ports", record.ports())
			.containsEntry("urls", record.urls());
	}

	@Test
	void writeOfTheLargestRecordIsWithinTheLimitOfReaders() {
		Map<String, Integer> ports = new LinkedHashMap<>();
		Map<String, String> urls = new LinkedHashMap<>();
		for (int i = 0; i < 1000; i++) {
			ports.put(i + "\uffe6".repeat(100), 65535);
			urls.put(i + "\uffe6".repeat(100), "http://" + "\uffe6".repeat(393));
		}
		String written = this.json.write(new ApplicationRecord("\uffe6".repeat(100), Long.MAX_VALUE, START,
				"\uffe6".repeat(5000), START, ports, urls, false));
		assertThat(written.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(40_000, ApplicationRecords.SIZE_LIMIT);
		assertThat(this.json.read(written).urls()).hasSize(32);
	}

	@Test
	void readWhenOptionalPartsAreMissingReturnsRecord() {
		ApplicationRecord record = this.json.read(VALID + "}");
		assertThat(record.processStart()).isNull();
		assertThat(record.ports()).isEmpty();
		assertThat(record.urls()).isEmpty();
		assertThat(record.stopping()).isFalse();
	}

	@Test
	void readLeavesOutPortsThatAreNone() {
		ApplicationRecord record = this.json.read(VALID + ",\"ports\":{\"a\":0,\"b\":-1,\"c\":65536,\"d\":\"80\","
				+ "\"e\":80.5,\"f\":null,\"g\":{},\"h\":99999999999999999999,\"i\":65535,\"\":80}}");
		assertThat(record.ports()).containsOnly(Map.entry("i", 65535));
	}

	@Test
	void readLeavesOutUrlsThatAreNone() {
		ApplicationRecord record = this.json.read(VALID + ",\"urls\":{\"a\":\"javascript:alert(1)\","
				+ "\"b\":\"file:///etc/passwd\",\"c\":\"http://a\\nb\",\"d\":\"http://a b\",\"e\":\"http://\\u001b[0m\","
				+ "\"f\":1,\"g\":\"HTTPS://a\",\"h\":\"http://" + "a".repeat(400) + "\"}}");
		assertThat(record.urls()).containsOnly(Map.entry("g", "HTTPS://a"));
	}

	@Test
	void readCleansTexts() {
		ApplicationRecord record = this.json.read("{\"name\":\"a\\u001b[31m" + "x".repeat(100)
				+ "\",\"pid\":1,\"directory\":\"/a\\r\\nb\",\"startedAt\":\"2026-11-21T09:12:00Z\","
				+ "\"ports\":{\"a\\nb\":80}}");
		assertThat(record.name()).startsWith("a?[31mx").hasSize(80);
		assertThat(record.directory()).isEqualTo("/a??b");
		assertThat(record.ports()).containsOnlyKeys("a?b");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "[]", "{}", "{\"name\":\"a\"}",
			"{\"name\":null,\"pid\":1,\"directory\":\"/\",\"startedAt\":\"2026-11-21T09:12:00Z\"}",
			"{\"name\":\"a\",\"pid\":\"1\",\"directory\":\"/\",\"startedAt\":\"2026-11-21T09:12:00Z\"}",
			"{\"name\":\"a\",\"pid\":1.5,\"directory\":\"/\",\"startedAt\":\"2026-11-21T09:12:00Z\"}",
			"{\"name\":\"a\",\"pid\":1,\"directory\":[],\"startedAt\":\"2026-11-21T09:12:00Z\"}",
			"{\"name\":\"a\",\"pid\":1,\"directory\":\"/\",\"startedAt\":\"yesterday\"}",
			"{\"name\":\"a\",\"pid\":1,\"directory\":\"/\",\"startedAt\":\"2026-11-21T09:12:00Z\",\"processStart\":1}" })
	void readWhenNoRecordThrows(String content) {
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> this.json.read(content));
	}

	private static ApplicationRecord record(String name, String directory) {
		Map<String, Integer> ports = new LinkedHashMap<>();
		ports.put("server", 8081);
		ports.put("management", 9090);
		Map<String, String> urls = new LinkedHashMap<>();
		urls.put("server", "http://[::1]:8081/a,b");
		urls.put("socket", "unix:/run/a.sock");
		return new ApplicationRecord(name, 4711, START, directory, START, ports, urls, true);
	}

}
