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

package io.github.portresolver.publish;

import java.util.List;
import java.util.Map;

import io.github.portresolver.resolve.ResolvedPort;
import io.github.portresolver.resolve.ResolvedPorts;
import io.github.portresolver.testsupport.PublishedPorts;
import org.junit.jupiter.api.Test;

import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PortPropertySource}.
 */
class PortPropertySourceTests {

	private final StandardEnvironment environment = new StandardEnvironment();

	@Test
	void publishOverridesEveryOtherSource() {
		this.environment.getPropertySources()
			.addFirst(new MapPropertySource("commandLineArgs", Map.of("server.port", "8080")));
		publish(Map.of(), Map.of(), moved(8081));
		assertThat(this.environment.getProperty("server.port")).isEqualTo("8081");
		assertThat(this.environment.getPropertySources().iterator().next().getName()).isEqualTo("portResolver");
	}

	@Test
	void publishTellsHowPortWasChosen() {
		publish(Map.of(), Map.of(), moved(8081));
		assertThat(source().getSource()).containsOnly(Map.entry("server.port", 8081),
				Map.entry("port-resolver.resolved.server.port", 8081),
				Map.entry("port-resolver.resolved.server.requested", 8080),
				Map.entry("port-resolver.resolved.server.source", "adjacent"),
				Map.entry("port-resolver.resolved.server.url", "http://localhost:8081/"));
	}

	@Test
	void publishOverridesWhatFollowsPort() {
		Origin origin = new NamedOrigin("application.yml - 7:9");
		publish(Map.of("server.port", "management.server.port"), Map.of("management.server.port", origin), moved(8081));
		assertThat(this.environment.getProperty("management.server.port")).isEqualTo("8081");
		assertThat(OriginLookup.getOrigin(source(), "management.server.port"))
			.hasToString("port-resolver (adjacent) for application.yml - 7:9");
	}

	@Test
	void publishAgainReplacesWhatWasPublished() {
		publish(Map.of(), Map.of(), moved(8081),
				PublishedPorts.configured("management", "management.server.port", 9000, List.of()));
		publish(Map.of(), Map.of(), moved(8082));
		assertThat(this.environment.getProperty("server.port")).isEqualTo("8082");
		assertThat(this.environment.getProperty("management.server.port")).isNull();
		assertThat(this.environment.getPropertySources())
			.filteredOn((source) -> source.getName().equals("portResolver"))
			.hasSize(1);
	}

	@Test
	void getOriginHasOriginOfWhatWasAskedForAsParent() {
		Origin configured = new NamedOrigin("application.yml - 2:9");
		publish(Map.of(), Map.of("server.port", configured), moved(8081));
		Origin origin = OriginLookup.getOrigin(source(), "server.port");
		assertThat(origin).hasToString("port-resolver (adjacent) for application.yml - 2:9");
		assertThat(origin.getParent()).isSameAs(configured);
	}

	@Test
	void getOriginWhenPortWasNotConfiguredHasNoParent() {
		publish(Map.of(), Map.of(), moved(8081));
		Origin origin = OriginLookup.getOrigin(source(), "server.port");
		assertThat(origin).hasToString("port-resolver (adjacent)");
		assertThat(origin.getParent()).isNull();
	}

	@Test
	void getOriginOfWhatIsOnlyToldReturnsNull() {
		publish(Map.of(), Map.of(), moved(8081));
		assertThat(source().getOrigin("port-resolver.resolved.server.port")).isNull();
		assertThat(source().getOrigin("server.address")).isNull();
	}

	private static ResolvedPort moved(int port) {
		return PublishedPorts.moved("server", "server.port", 8080, port, null);
	}

	private PortPropertySource source() {
		return (PortPropertySource) this.environment.getPropertySources().get(PortPropertySource.NAME);
	}

	private void publish(Map<String, String> aliases, Map<String, Origin> origins, ResolvedPort... ports) {
		PortPropertySource.publish(this.environment, new ResolvedPorts(List.of(ports), null), aliases, origins);
	}

	private record NamedOrigin(String name) implements Origin {

		@Override
		public String toString() {
			return this.name;
		}

	}

}
