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
import java.util.stream.Collectors;
import java.util.stream.Stream;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.portresolver.Fallback;
import io.github.portresolver.PortSource;
import io.github.portresolver.resolve.BindOutcome;
import io.github.portresolver.resolve.FallbackVerdict;
import io.github.portresolver.resolve.PortAllocation;
import io.github.portresolver.resolve.PortAllocation.Attempt;
import io.github.portresolver.testsupport.PublishedPorts;
import io.github.portresolver.testsupport.RecordingLog;
import io.github.portresolver.testsupport.Requests;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PortLog}.
 */
@ExtendWith(OutputCaptureExtension.class)
class PortLogTests {

	private static final String LOGGER = "io.github.portresolver.PortResolver";

	private static final FallbackVerdict VERDICT = new FallbackVerdict(Fallback.ADJACENT_THEN_RANDOM,
			"no strict profile, cloud platform, container or service was found");

	@Test
	void writeWhenPortIsAsConfigured(CapturedOutput output) {
		write(VERDICT, PublishedPorts.configured("server", "server.port", 8080, List.of()));
		assertThat(lines(output)).singleElement().asString().contains("INFO").endsWith("server.port=8080 (configured)");
	}

	@Test
	void writeWhenNobodyConfiguredThePortSaysSo(CapturedOutput output) {
		write(VERDICT, PublishedPorts.byDefault());
		assertThat(lines(output)).singleElement().asString().contains("INFO").endsWith("server.port=8080 (default)");
	}

	@Test
	void writeWhenPortIsRandomNamesUrl(CapturedOutput output) {
		write(VERDICT, PublishedPorts.random(20001));
		assertThat(lines(output)).singleElement()
			.asString()
			.contains("INFO")
			.endsWith("server.port=20001 (random), http://localhost:20001/");
	}

	@Test
	void writeMovedTellsTheUrlOnceMore(CapturedOutput output) {
		new PortLog(LogFactory.getLog(LOGGER)).writeMoved(PublishedPorts
			.moved("server", "server.port", 8080, 8081, PublishedPorts.owner(4711L, "java orders.jar", "alice"))
			.port());
		assertThat(lines(output)).singleElement()
			.asString()
			.contains("INFO")
			.endsWith("server.port moved from 8080 to 8081: http://localhost:8081/");
	}

	@Test
	void writeWhenPortMovedWarnsAndGivesReason(CapturedOutput output) {
		write(VERDICT, PublishedPorts.moved("server", "server.port", 8080, 8081,
				PublishedPorts.owner(4711L, "java orders.jar", "alice")));
		List<String> lines = lines(output);
		assertThat(lines).hasSize(2);
		assertThat(lines.get(0)).contains("WARN")
			.endsWith("Port 8080 is in use by PID 4711 (java orders.jar, user alice): server.port moved to 8081 "
					+ "(adjacent), http://localhost:8081/");
		assertThat(lines.get(1)).contains("INFO")
			.endsWith("port-resolver.fallback is adjacent-then-random, because no strict profile, cloud "
					+ "platform, container or service was found");
	}

	@Test
	void writeWhenTwoPortsMovedGivesReasonOnce(CapturedOutput output) {
		write(VERDICT, PublishedPorts.moved("server", "server.port", 8080, 8081, null),
				PublishedPorts.moved("management", "management.server.port", 9000, 9001, null));
		assertThat(lines(output)).hasSize(3)
			.filteredOn((line) -> line.contains("port-resolver.fallback is"))
			.hasSize(1);
	}

	@Test
	void writeWhenPortMovedPastItsNeighboursSaysThatTheyAreTaken(CapturedOutput output) {
		BindOutcome inUse = new BindOutcome.InUse();
		List<Attempt> attempts = List.of(new Attempt(8080, PortSource.CONFIGURED, inUse, null),
				new Attempt(8081, PortSource.ADJACENT, inUse, null),
				new Attempt(8082, PortSource.ADJACENT, inUse, null));
		write(VERDICT, PublishedPorts.allocation(Requests.server(8080, Fallback.ADJACENT_THEN_RANDOM), 40000,
				PortSource.RANDOM, attempts, List.of()));
		assertThat(lines(output).get(0)).endsWith("Port 8080 is in use (owner unknown), no adjacent port is free (2 "
				+ "tried): server.port moved to 40000 (random), http://localhost:40000/");
	}

	@Test
	void writeWhenSomeoneElseAnswersLocalhostWarns(CapturedOutput output) {
		write(null, PublishedPorts.configured("server", "server.port", 8080,
				List.of(PublishedPorts.listener(4711L, "node", "alice"))));
		List<String> lines = lines(output);
		assertThat(lines).hasSize(2);
		assertThat(lines.get(1)).contains("WARN")
			.endsWith("Port 8080 on 127.0.0.1 is in use by PID 4711 (node, user alice): clients that connect to "
					+ "localhost:8080 may reach that process instead of http://localhost:8080/");
	}

	@Test
	void writeWhenPortIsNotTheOneAskedForAddsKeyValuePairs() {
		Logger logger = (Logger) LoggerFactory.getLogger(LOGGER);
		ListAppender<ILoggingEvent> events = new ListAppender<>();
		events.start();
		logger.addAppender(events);
		try {
			PortAllocation moved = PublishedPorts.moved("server", "server.port", 8080, 8081, null);
			write(VERDICT, moved, PublishedPorts.random(20001));
			new PortLog(LogFactory.getLog(LOGGER)).writeMoved(moved.port());
			write(VERDICT, PublishedPorts.configured("server", "server.port", 8080, List.of()));
		}
		finally {
			logger.detachAppender(events);
		}
		assertThat(events.list).extracting((event) -> pairs(event.getKeyValuePairs()))
			.containsExactly(pairs(8080, 8081, "adjacent"), Map.of(), pairs(0, 20001, "random"),
					pairs(8080, 8081, "adjacent"), Map.of());
	}

	private static Map<String, Object> pairs(int requested, int port, String source) {
		return Map.of("port-resolver.name", "server", "port-resolver.requested", requested, "port-resolver.port", port,
				"port-resolver.source", source, "port-resolver.url", "http://localhost:" + port + "/");
	}

	private static Map<String, Object> pairs(List<KeyValuePair> pairs) {
		return (pairs != null) ? pairs.stream().collect(Collectors.toMap((pair) -> pair.key, (pair) -> pair.value))
				: Map.of();
	}

	@Test
	void writeWithoutSlf4jWritesTheSameLines() {
		RecordingLog log = new RecordingLog();
		PortAllocation moved = PublishedPorts.moved("server", "server.port", 8080, 8081, null);
		new PortLog(log).write(moved, VERDICT, null);
		new PortLog(log).writeMoved(moved.port());
		assertThat(log.lines()).hasSize(3)
			.startsWith("WARN Port 8080 is in use (owner unknown): server.port moved to 8081 (adjacent), "
					+ "http://localhost:8081/")
			.endsWith("INFO server.port moved from 8080 to 8081: http://localhost:8081/");
	}

	@Test
	void writeNeverShowsDirectory(CapturedOutput output) {
		write(VERDICT, PublishedPorts.moved("server", "server.port", 8080, 8081,
				PublishedPorts.owner(4711L, "java", "alice")));
		assertThat(output).contains("4711").doesNotContain("secret");
	}

	private static List<String> lines(CapturedOutput output) {
		return output.getAll().lines().filter((line) -> line.contains(LOGGER + " ")).toList();
	}

	private static void write(FallbackVerdict verdict, PortAllocation... allocations) {
		PortLog log = new PortLog(LogFactory.getLog(LOGGER));
		Stream.of(allocations).forEach((allocation) -> log.write(allocation, verdict, null));
	}

}
