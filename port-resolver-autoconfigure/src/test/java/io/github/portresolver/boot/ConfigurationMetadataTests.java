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

package io.github.portresolver.boot;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.github.portresolver.Fallback;
import io.github.portresolver.Hold;
import io.github.portresolver.testsupport.ForkedJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.json.JsonParserFactory;
import org.springframework.util.function.ThrowingSupplier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the configuration metadata, by which an IDE completes properties.
 */
class ConfigurationMetadataTests {

	private static final String NO_DEFAULT = "none";

	private final Map<String, Object> metadata = metadata();

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					management.endpoint.ports.access             | org.springframework.boot.actuate.endpoint.Access | unrestricted
					management.endpoint.ports.cache.time-to-live | java.time.Duration                               | 0ms
					management.endpoint.ports.roles              | java.util.Set<java.lang.String>                  | none
					management.endpoint.ports.show-values        | org.springframework.boot.actuate.endpoint.Show   | never
					management.info.ports.enabled                | java.lang.Boolean                                | false
					port-resolver.adjacent.attempts              | java.lang.Integer                                | 100
					port-resolver.enabled                        | java.lang.Boolean                                | true
					port-resolver.exclude                        | java.util.List<io.github.portresolver.resolve.PortRange> | none
					port-resolver.exclude-browser-unsafe         | java.lang.Boolean                                | true
					port-resolver.fallback                       | io.github.portresolver.Fallback          | auto
					port-resolver.hold                           | io.github.portresolver.Hold              | auto
					port-resolver.owner.timeout                  | java.time.Duration                               | 1s
					port-resolver.random.range                   | io.github.portresolver.resolve.PortRange         | none
					port-resolver.registry.enabled               | java.lang.Boolean                                | true
					port-resolver.sticky                         | java.lang.Boolean                                | true
					port-resolver.strict-profiles                | java.util.List<java.lang.String>                 | [prod, production]
					port-resolver.wait                           | java.time.Duration                               | 0s
					""")
	void propertyHasTypeAndDefault(String name, String type, String defaultValue) {
		Map<String, Object> property = byName("properties").get(name);
		assertThat(property).isNotNull().containsEntry("type", type);
		assertThat(String.valueOf(property.getOrDefault("defaultValue", NO_DEFAULT))).isEqualTo(defaultValue);
	}

	@Test
	void everyPropertyIsDescribedInSentences() {
		assertThat(byName("properties")).isNotEmpty().allSatisfy((name, property) -> {
			assertThat(String.valueOf(property.get("description"))).as(name).matches("[A-Z][^\\n]*\\.");
			assertThat(property.get("type")).as(name).isNotNull();
			if ("java.lang.Boolean".equals(property.get("type"))) {
				assertThat(String.valueOf(property.get("description"))).startsWith("Whether ");
			}
		});
	}

	@Test
	void hintsNameEveryValueOfEnumerationsCompleteProfilesAndShowFormats() {
		assertThat(byName("properties").keySet()).containsAll(byName("hints").keySet());
		assertThat(hintedValues("port-resolver.fallback")).isEqualTo(values((Object[]) Fallback.values()));
		assertThat(hintedValues("port-resolver.hold")).isEqualTo(values(Hold.AUTO, Hold.HAND_OFF, Hold.GUARD));
		assertThat(byName("hints").get("port-resolver.strict-profiles")).extractingByKey("providers")
			.asString()
			.contains("spring-profile-name");
		assertThat(hintedValues("port-resolver.random.range")).containsExactly("20000-29999");
		assertThat(hintedValues("port-resolver.exclude")).containsExactly("5000,7000-7010");
	}

	private List<String> hintedValues(String name) {
		return items(byName("hints").get(name).get("values")).stream()
			.peek((value) -> assertThat(String.valueOf(value.get("description"))).endsWith("."))
			.map((value) -> String.valueOf(value.get("value")))
			.toList();
	}

	private static List<String> values(Object... constants) {
		return Arrays.stream(constants).map(Object::toString).toList();
	}

	Map<String, Map<String, Object>> byName(String kind) {
		return items(this.metadata.get(kind)).stream()
			.collect(Collectors.toMap((item) -> String.valueOf(item.get("name")), (item) -> item, (one, two) -> one,
					LinkedHashMap::new));
	}

	@SuppressWarnings("unchecked")
	private static List<Map<String, Object>> items(Object value) {
		return (List<Map<String, Object>>) value;
	}

	private static Map<String, Object> metadata() {
		// Other modules on the class path have a file of that name, too
		Path file = ForkedJvm.classes(PortResolverProperties.class)
			.resolve("META-INF/spring-configuration-metadata.json");
		return JsonParserFactory.getJsonParser().parseMap(ThrowingSupplier.of(() -> Files.readString(file)).get());
	}

}
