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
import java.util.stream.Stream;

import io.github.portresolver.Fallback;
import io.github.portresolver.Hold;
import io.github.portresolver.PortSource;
import io.github.portresolver.resolve.PortAllocation;
import io.github.portresolver.resolve.PortRequest;
import io.github.portresolver.resolve.PortRequest.PortKind;
import io.github.portresolver.resolve.PortRequest.UrlTemplate;
import io.github.portresolver.testsupport.PublishedPorts;
import io.github.portresolver.testsupport.Requests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.env.OriginTrackedMapPropertySource;
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
	void publishOverridesEveryOtherSourceAndTellsHowPortWasChosen() {
		this.environment.getPropertySources()
			.addFirst(new MapPropertySource("commandLineArgs", Map.of("server.port", "8080")));
		publish(moved(8081));
		assertThat(this.environment.getProperty("server.port")).isEqualTo("8081");
		assertThat(this.environment.getPropertySources().iterator().next().getName()).isEqualTo("portResolver");
		assertThat(Stream.of(source().getPropertyNames()).map((name) -> Map.entry(name, source().getProperty(name))))
			.containsOnly(Map.entry("server.port", 8081), Map.entry("port-resolver.resolved.server.port", 8081),
					Map.entry("port-resolver.resolved.server.requested", 8080),
					Map.entry("port-resolver.resolved.server.source", "adjacent"),
					Map.entry("port-resolver.resolved.server.url", "http://localhost:8081/"));
		assertThat(OriginLookup.getOrigin(source(), "server.port")).hasToString("port-resolver (adjacent)");
		assertThat(source().getOrigin("port-resolver.resolved.server.port")).isNull();
		assertThat(source().getOrigin("server.address")).isNull();
	}

	@Test
	void publishOverridesWhatFollowsPort() {
		publish(PublishedPorts.moved(request("8080", "management.server.port"), 8081, null));
		assertThat(this.environment.getProperty("management.server.port")).isEqualTo("8081");
		assertThat(OriginLookup.getOrigin(source(), "management.server.port"))
			.hasToString("port-resolver (adjacent) for application.yml - 2:9");
	}

	@ParameterizedTest
	@CsvSource({ "8080,", "'8080 ',8080", "${other},8080", "'${random.int[8080,8081]}',8080" })
	void publishOverridesAConfiguredPortOnlyIfItsValueIsNotTheNumber(String value, Integer published) {
		publish(PublishedPorts.allocation(request(value), 8080, PortSource.CONFIGURED, List.of(), List.of()));
		assertThat(source().getProperty("server.port")).isEqualTo(published);
		assertThat(source().getProperty("port-resolver.resolved.server.port")).isEqualTo(8080);
	}

	@Test
	void publishBelowAParentHidesNoPropertyByWhatFollowedThePortOfTheParent() {
		StandardEnvironment parent = new StandardEnvironment();
		PortAllocation moved = PublishedPorts.moved(request("8080", "management.server.port"), 8081, null);
		PortPropertySource.publish(parent, List.of(moved), null);
		PortAllocation free = PublishedPorts.allocation(request("8080", "management.server.port"), 8080,
				PortSource.CONFIGURED, List.of(), List.of());
		PortPropertySource.publish(this.environment, List.of(free), parent);
		assertThat(source().getPropertyNames()).allMatch((name) -> name.startsWith("port-resolver.resolved.server."));
	}

	@Test
	void publishDoesNotOverrideADefaultThatIsFree() {
		publish(PublishedPorts.byDefault());
		assertThat(source().getSource()).doesNotContainKey("server.port")
			.containsEntry("port-resolver.resolved.server.source", "default");
	}

	@Test
	void publishAgainReplacesWhatWasPublished() {
		publish(moved(8081), PublishedPorts.configured("management", "management.server.port", 9000, List.of()));
		publish(moved(8082));
		assertThat(this.environment.getProperty("server.port")).isEqualTo("8082");
		assertThat(source().getPropertyNames()).noneMatch((name) -> name.contains("management"));
		assertThat(this.environment.getPropertySources())
			.filteredOn((source) -> source.getName().equals("portResolver"))
			.hasSize(1);
	}

	private static PortRequest request(String value, String... aliases) {
		return new PortRequest(PortKind.SERVER, "server", "server.port", List.of(aliases), value,
				"application.yml - 2:9", 8080, null, 0, Requests.verdict(Fallback.ADJACENT), Hold.GUARD, null,
				new UrlTemplate("http", "/"));
	}

	private static PortAllocation moved(int port) {
		return PublishedPorts.moved("server", "server.port", 8080, port, null);
	}

	private OriginTrackedMapPropertySource source() {
		return (OriginTrackedMapPropertySource) this.environment.getPropertySources().get(PortPropertySource.NAME);
	}

	private void publish(PortAllocation... allocations) {
		PortPropertySource.publish(this.environment, List.of(allocations), null);
	}

}
