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
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.portresolver.Fallback;
import io.github.portresolver.Hold;
import io.github.portresolver.resolve.PortRange;
import io.github.portresolver.resolve.PortResolver.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.FileSystemResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PropertyReader} and {@link PortResolverProperties}.
 */
class PropertyReaderTests {

	private final StandardEnvironment environment = new StandardEnvironment();

	// ConfigurationMetadataTests has them
	@Test
	void readPropertiesWhenNothingIsSetHasDefaults() {
		assertThat(reader().readProperties()).usingRecursiveComparison().isEqualTo(new PortResolverProperties());
	}

	@Test
	void readPropertiesReadsEverything() {
		PortResolverProperties read = read("port-resolver.wait", "10s", "port-resolver.fallback",
				"adjacent-then-random", "port-resolver.strict-profiles", "live,staging",
				"port-resolver.adjacent.attempts", "7", "port-resolver.random.range", "20000-29999",
				"port-resolver.exclude", "5000,7000-7010", "port-resolver.exclude-browser-unsafe", "false",
				"port-resolver.hold", "hand-off", "port-resolver.owner.timeout", "500ms");
		assertThat(read.getFallback()).isEqualTo(Fallback.ADJACENT_THEN_RANDOM);
		assertThat(read.getStrictProfiles()).containsExactly("live", "staging");
		assertThat(read.getRandom().range()).isEqualTo(new PortRange(20000, 29999));
		assertThat(read.settings()).isEqualTo(new Settings(7,
				List.of(new PortRange(5000, 5000), new PortRange(7000, 7010)), false, Duration.ofMillis(500)));
		assertThat(read.getWait()).isEqualTo(Duration.ofSeconds(10));
		assertThat(read.getHold()).isEqualTo(Hold.HAND_OFF);
	}

	@Test
	void zeroAttemptsAndTheHighestPortAreAllowed() {
		assertThat(read("port-resolver.adjacent.attempts", "0", "port-resolver.wait", "0s").settings())
			.isEqualTo(new Settings(0, List.of(), true, Duration.ofSeconds(1)));
		this.environment.getPropertySources().addFirst(new MapPropertySource("test", Map.of("server.port", "65535")));
		assertThat(reader().readPort("server.port").port()).isEqualTo(65535);
	}

	@Test
	void readPropertiesReadsVariables() {
		Map<String, Object> variables = Map.of("PORTRESOLVER_FALLBACK", "RANDOM", "PORTRESOLVER_RANDOM_RANGE",
				"20000-29999");
		this.environment.getPropertySources()
			.replace("systemEnvironment", new SystemEnvironmentPropertySource("systemEnvironment", variables));
		PortResolverProperties properties = reader().readProperties();
		assertThat(properties.getFallback()).isEqualTo(Fallback.RANDOM);
		assertThat(properties.getRandom().range()).isEqualTo(new PortRange(20000, 29999));
	}

	@Test
	void readPropertiesWhenYamlHasNumbersReadsPorts(@TempDir Path directory) throws Exception {
		PortResolverProperties properties = readYaml(directory, """
				port-resolver:
				  exclude: 5000
				  random.range: 6000
				""");
		assertThat(properties.getExclude()).containsExactly(new PortRange(5000, 5000));
		assertThat(properties.getRandom().range()).isEqualTo(new PortRange(6000, 6000));
	}

	@ParameterizedTest
	@ValueSource(strings = { "exclude: [5000, 7000-7010]", "exclude: 5000,7000-7010", "exclude: 5000, 7000 - 7010",
			"exclude: '5000,7000-7010'" })
	void readPropertiesWhenYamlHasListReadsRanges(String line, @TempDir Path directory) throws Exception {
		assertThat(readYaml(directory, "port-resolver:\n  " + line).getExclude())
			.containsExactly(new PortRange(5000, 5000), new PortRange(7000, 7010));
	}

	@Test
	void originTellsWhereItIsSet() {
		assertThat(reader().origin("port-resolver.fallback")).isNull();
		this.environment.getPropertySources()
			.addFirst(new MapPropertySource("test", Map.of("port-resolver.fallback", "none")));
		assertThat(reader().origin("port-resolver.fallback"))
			.hasToString("\"port-resolver.fallback\" from property source \"test\"");
	}

	private PropertyReader reader() {
		return new PropertyReader(this.environment);
	}

	/**
	 * Return properties that are set by their names and values.
	 */
	static PortResolverProperties read(String... namesAndValues) {
		Map<String, Object> properties = new HashMap<>();
		for (int i = 0; i < namesAndValues.length; i += 2) {
			properties.put(namesAndValues[i], namesAndValues[i + 1]);
		}
		return reader(properties).readProperties();
	}

	static PropertyReader reader(Map<String, Object> properties) {
		PropertyReaderTests tests = new PropertyReaderTests();
		tests.environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
		return tests.reader();
	}

	private PortResolverProperties readYaml(Path directory, String yaml) throws Exception {
		Path file = Files.writeString(directory.resolve("application.yml"), yaml);
		new YamlPropertySourceLoader().load("yaml", new FileSystemResource(file))
			.forEach((source) -> this.environment.getPropertySources().addFirst(source));
		return reader().readProperties();
	}

}
