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

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link JsonReader}.
 */
class JsonReaderTests {

	@Test
	void readObjectReadsEveryKindOfValue() {
		Map<String, Object> object = JsonReader.readObject("""
				 { "text" : "a,b:{}[]" , "whole":-12, "fraction":1.5e+2,"yes":true ,"no":false,"none":null,
				"list":[1, "two" ,[ ],{}], "map":{"a":{"b":"c"}}, "":0 }\t
				""");
		assertThat(object).hasSize(9)
			.containsEntry("text", "a,b:{}[]")
			.containsEntry("whole", new BigDecimal("-12"))
			.containsEntry("fraction", new BigDecimal("1.5e+2"))
			.containsEntry("yes", true)
			.containsEntry("no", false)
			.containsEntry("none", null)
			.containsEntry("list", List.of(BigDecimal.ONE, "two", List.of(), Map.of()))
			.containsEntry("map", Map.of("a", Map.of("b", "c")))
			.containsEntry("", BigDecimal.ZERO);
	}

	@Test
	void readObjectUnescapes() {
		assertThat(JsonReader.readObject("{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00fC$1\\ud83d\\ude00\"}"))
			.containsExactly(Map.entry("a", "\"\\/\b\f\n\r\t\u00fc$1\ud83d\ude00"));
	}

	@Test
	void readObjectReadsLongText() {
		String text = "x\\n".repeat(30_000);
		assertThat(JsonReader.readObject("{\"a\":\"" + text + "\"}"))
			.containsExactly(Map.entry("a", "x\n".repeat(30_000)));
	}

	@Test
	void readObjectWhenNestedTooDeepThrows() {
		assertThat(JsonReader.readObject("{\"a\":" + "[".repeat(15) + "]".repeat(15) + "}")).containsKey("a");
		for (int depth : List.of(16, 60_000)) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> JsonReader.readObject("{\"a\":" + "[".repeat(depth) + "]".repeat(depth) + "}"));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "[]", "1", "null", "{", "}", "{}}", "{} {}", "{,}", "{\"a\"}", "{\"a\":}",
			"{\"a\":1,}", "{\"a\":1 \"b\":2}", "{a:1}", "{'a':1}", "{\"a\":'1'}", "{\"a\":01}", "{\"a\":1.}",
			"{\"a\":.5}", "{\"a\":+1}", "{\"a\":NaN}", "{\"a\":tru}", "{\"a\":truex}", "{\"a\":[1,]}", "{\"a\":[1}",
			"{\"a\":\"b}", "{\"a\":\"\\x\"}", "{\"a\":\"\\u12g4\"}", "{\"a\":\"\n\"}", "{\"a\":1e9999}",
			"{\"a\":\"b\"c}", "\ufeff{}" })
	void readObjectWhenInvalidThrows(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> JsonReader.readObject(text));
	}

}
