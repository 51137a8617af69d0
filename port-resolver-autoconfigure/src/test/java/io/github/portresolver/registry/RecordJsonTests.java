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
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link RecordJson}.
 */
class RecordJsonTests {

	private static final Instant START = Instant.parse("2026-11-21T09:12:00.120Z");

	private static final String IDENTITY = "0123456789abcdef0123456789abcdef";

	private static final String VALID = "{\"name\":\"orders\",\"pid\":4711,\"directory\":\"/work\","
			+ "\"startedAt\":\"2026-11-21T09:12:00Z\",\"identity\":\"" + IDENTITY + "\"";

	private static final String PORTS_AND_URLS = ",\"ports\":{},\"urls\":{}}";

	@Test
	void writeIsStable() {
		assertThat(RecordJson.write(record("orders", "/work/orders"))).isEqualTo("{\"name\":\"orders\",\"pid\":4711,"
				+ "\"directory\":\"/work/orders\",\"startedAt\":\"2026-11-21T09:12:00.120Z\",\"stopping\":true,"
				+ "\"ports\":{\"server\":8081,\"management\":9090},"
				+ "\"urls\":{\"server\":\"http://[::1]:8081/a,b\",\"socket\":\"unix:/run/a.sock\"}," + "\"identity\":\""
				+ IDENTITY + "\"}");
	}

	@Test
	void readReturnsWhatWasWrittenAlsoOfTextThatTheParserTripsOver() {
		ApplicationRecord record = record("Bestell\u00fcbersicht, '1': x", "C:\\work\\a, b\\");
		assertThat(RecordJson.read(RecordJson.write(record))).isEqualTo(record);
		ApplicationRecord read = RecordJson.read(RecordJson.write(record("a\"b{", "/work/[x")));
		assertThat(read.name()).isEqualTo("a?b?");
		assertThat(read.directory()).isEqualTo("/work/?x");
		assertThat(read.urls()).hasSize(2);
	}

	@Test
	void writeOfTheLargestRecordIsWithinTheLimitOfReaders() {
		Map<String, Integer> ports = new LinkedHashMap<>();
		Map<String, String> urls = new LinkedHashMap<>();
		for (int i = 0; i < 1000; i++) {
			ports.put(i + "\uffe6".repeat(100), 65535);
			urls.put(i + "\uffe6".repeat(100), "http://" + "\uffe6".repeat(393));
		}
		String written = RecordJson.write(new ApplicationRecord(IDENTITY, "\uffe6".repeat(100), Long.MAX_VALUE,
				"\uffe6".repeat(5000), START, ports, urls, false));
		assertThat(written.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(40_000, RegistryDirectory.SIZE_LIMIT);
		assertThat(RecordJson.read(written).urls()).hasSize(32);
	}

	@Test
	void writeLeavesOutWhatTheParserTripsOver() {
		for (String url : List.of("http://a/[b", "http://a/]b[", "http://a/[[b]]", "unix:/run/[")) {
			ApplicationRecord record = new ApplicationRecord(IDENTITY, "orders", 1, "/work", START, Map.of(),
					Map.of("a", url, "b:c\\", "unix:/run/[a]/b"), false);
			assertThat(RecordJson.read(RecordJson.write(record)).urls()).containsOnlyKeys("b?c?");
		}
	}

	@Test
	void readLeavesOutPortsAndUrlsThatAreNone() {
		ApplicationRecord record = RecordJson.read(VALID + ",\"ports\":{\"a\":0,\"b\":-1,\"c\":65536,\"d\":\"80\","
				+ "\"e\":80.5,\"f\":null,\"g\":{},\"h\":99999999999999999999,\"i\":65535,\"\":80},"
				+ "\"urls\":{\"a\":\"javascript:alert(1)\",\"b\":\"file:///etc/passwd\",\"c\":\"http://a\nb\","
				+ "\"d\":\"http://a b\",\"e\":\"http://\u001b]0m\",\"f\":1,\"g\":\"HTTPS://a\",\"h\":\"http://"
				+ "a".repeat(400) + "\"}}");
		assertThat(record.ports()).containsOnly(Map.entry("i", 65535));
		assertThat(record.urls()).containsOnly(Map.entry("g", "HTTPS://a"));
		assertThat(record.stopping()).as("when missing").isFalse();
	}

	@Test
	void readCleansTexts() {
		ApplicationRecord record = RecordJson
			.read(VALID.replace("orders", "a\u001b" + "x".repeat(100)).replace("/work", "/a\r\nb")
					+ ",\"ports\":{\"a\nb\":80},\"urls\":{}}");
		assertThat(record.name()).startsWith("a?x").hasSize(80);
		assertThat(record.directory()).isEqualTo("/a??b");
		assertThat(record.ports()).containsOnlyKeys("a?b");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '\u0001', textBlock = """
			4711                    | "1"
			4711                    | 1.5
			"/work"                 | []
			"2026-11-21T09:12:00Z"  | "yesterday"
			0123456789abcdef0       | x
			"ports":{}              | "ports":1
			"urls":{}               | "links":{}
			""")
	void readWhenAValueIsNotARecordsThrows(String valid, String invalid) {
		String json = VALID + PORTS_AND_URLS;
		assertThat(json).contains(valid);
		assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(() -> RecordJson.read(json.replace(valid, invalid)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "[]", "{}", "null", "{", "\u0000" })
	void readWhenNotARecordThrows(String content) {
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> RecordJson.read(content));
		assertThatIllegalArgumentException().as("nested too deep")
			.isThrownBy(() -> RecordJson.read(VALID + ",\"ports\":" + "[".repeat(60_000)));
	}

	private static ApplicationRecord record(String name, String directory) {
		Map<String, Integer> ports = new LinkedHashMap<>();
		ports.put("server", 8081);
		ports.put("management", 9090);
		Map<String, String> urls = new LinkedHashMap<>();
		urls.put("server", "http://[::1]:8081/a,b");
		urls.put("socket", "unix:/run/a.sock");
		return new ApplicationRecord(IDENTITY, name, 4711, directory, START, ports, urls, true);
	}

}
