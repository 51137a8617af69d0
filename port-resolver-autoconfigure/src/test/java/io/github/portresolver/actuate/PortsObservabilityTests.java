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

package io.github.portresolver.actuate;

import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import io.github.portresolver.testsupport.Apps;
import io.github.portresolver.testsupport.Ports;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.metrics.buffering.BufferingApplicationStartup;
import org.springframework.boot.context.metrics.buffering.StartupTimeline.TimelineEvent;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.metrics.StartupStep;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what operators see of the ports elsewhere: info, meters and start-up steps.
 */
class PortsObservabilityTests {

	private static final BufferingApplicationStartup STARTUP = new BufferingApplicationStartup(5000);

	private static ServerSocket taken;

	private static ConfigurableApplicationContext moved;

	private static ConfigurableApplicationContext byDefault;

	@BeforeAll
	static void start() throws Exception {
		taken = Ports.taken();
		SpringApplication application = Apps.application(Apps.Web.class);
		application.setApplicationStartup(STARTUP);
		moved = application.run(Apps.port(taken.getLocalPort()), Apps.MOVES, "--management.info.ports.enabled=true",
				"--management.endpoints.web.exposure.include=*");
		byDefault = Apps.run(Apps.port(taken.getLocalPort()), Apps.MOVES, "--management.server.port=0",
				"--port-resolver.sticky=false", "--management.endpoints.web.exposure.include=*");
	}

	@AfterAll
	static void stop() throws Exception {
		byDefault.close();
		moved.close();
		taken.close();
	}

	@Test
	void infoHasThePortsIfAskedFor() throws Exception {
		int port = Apps.localPort(moved);
		assertThat(Apps.get(port, "/actuator/info")).isEqualTo(
				"200 {\"ports\":{\"server\":{\"port\":%d,\"requested\":%d,\"source\":\"adjacent\",\"url\":\"%s\"}}}"
					.formatted(port, taken.getLocalPort(), "http://localhost:" + port + "/"));
	}

	@Test
	void infoHasNoPortsByDefault() throws Exception {
		assertThat(Apps.get(Apps.localManagementPort(byDefault), "/actuator/info")).isEqualTo("200 {}");
		assertThat(byDefault.getBeansOfType(InfoContributor.class)).doesNotContainKey("portsInfoContributor");
	}

	@Test
	void metersTellTimeAndAttemptsByNameAndSource() {
		MeterRegistry registry = byDefault.getBean(MeterRegistry.class);
		List<Meter> meters = registry.getMeters()
			.stream()
			.filter((meter) -> meter.getId().getName().startsWith("port.resolver."))
			.toList();
		assertThat(meters).hasSize(4)
			.allSatisfy(
					(meter) -> assertThat(meter.getId().getTags()).extracting("key").containsExactly("name", "source"));
		assertThat(registry.get("port.resolver.attempts").tags("name", "server", "source", "adjacent").gauge().value())
			.isEqualTo(Apps.localPort(byDefault) - taken.getLocalPort() + 1);
		TimeGauge time = registry.get("port.resolver.time").tags("name", "management", "source", "random").timeGauge();
		assertThat(Duration.ofNanos((long) time.value(TimeUnit.NANOSECONDS))).isPositive()
			.isLessThan(Duration.ofMinutes(1));
	}

	@Test
	void autoConfigurationsBackOffWithoutTheirLibraries() {
		ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(AutoConfigurations
			.of(PortsInfoContributorAutoConfiguration.class, PortsMetricsAutoConfiguration.class));
		runner.withClassLoader(new FilteredClassLoader("io.micrometer", "org.springframework.boot.actuate"))
			.withPropertyValues("management.info.ports.enabled=true")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean("portsMeterBinder")
				.doesNotHaveBean("portsInfoContributor"));
		runner.run((context) -> assertThat(context).hasBean("portsMeterBinder"));
	}

	@Test
	void startupHasAStepForEachLookAtTheConfiguration() throws Exception {
		String port = String.valueOf(Apps.localPort(moved));
		List<StartupStep> steps = STARTUP.getBufferedTimeline()
			.getEvents()
			.stream()
			.map(TimelineEvent::getStartupStep)
			.filter((step) -> step.getName().equals("port-resolver.resolve"))
			.toList();
		assertThat(steps).extracting(PortsObservabilityTests::tags)
			.containsExactly(Map.of("name", "server", "requested", String.valueOf(taken.getLocalPort()), "port", port,
					"source", "adjacent"), Map.of());
		assertThat(Apps.get(Apps.localPort(moved), "/actuator/startup")).contains("\"name\":\"port-resolver.resolve\"")
			.contains("{\"key\":\"port\",\"value\":\"" + port + "\"}");
	}

	private static Map<String, String> tags(StartupStep step) {
		return StreamSupport.stream(step.getTags().spliterator(), false)
			.collect(Collectors.toMap(StartupStep.Tag::getKey, StartupStep.Tag::getValue));
	}

}
