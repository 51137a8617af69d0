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
import io.github.portresolver.Hold;
import io.github.portresolver.PortSource;
import io.github.portresolver.resolve.BindOutcome;
import io.github.portresolver.resolve.PortAllocation;
import io.github.portresolver.resolve.PortAllocation.Attempt;
import io.github.portresolver.testsupport.PublishedPorts;
import io.github.portresolver.testsupport.RecordingLog;
import io.github.portresolver.testsupport.Requests;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PortLog}.
 */
class PortLogTests {

	private final RecordingLog log = new RecordingLog();

	@Test
	void writeSaysWhetherPortIsAsConfiguredTheDefaultOrRandom() {
		write(PublishedPorts.configured("server", "server.port", 8080, List.of()), PublishedPorts.byDefault(),
				PublishedPorts.random(20001));
		assertThat(this.log.lines()).containsExactly("INFO server.port=8080 (configured)",
				"INFO server.port=8080 (default)", "INFO server.port=20001 (random), http://localhost:20001/");
	}

	@Test
	void writeWhenPortMovedWarnsGivesReasonAndTellsTheUrlOnceMoreButNeverTheDirectory() {
		PortAllocation moved = PublishedPorts.moved("server", "server.port", 8080, 8081,
				PublishedPorts.owner(4711L, "java orders.jar", "alice"));
		write(moved);
		new PortLog(this.log).writeMoved(moved.port());
		assertThat(this.log.lines()).containsExactly(
				"WARN Port 8080 is in use by PID 4711 (java orders.jar, user alice): server.port moved to 8081 "
						+ "(adjacent), http://localhost:8081/",
				"INFO port-resolver.fallback=auto means adjacent-then-random, because no strict profile, cloud platform, "
						+ "container or service was found",
				"INFO server.port moved from 8080 to 8081: http://localhost:8081/");
	}

	@Test
	void writeWhenTwoPortsMovedGivesReasonOnce() {
		write(PublishedPorts.moved("server", "server.port", 8080, 8081, null),
				PublishedPorts.moved("management", "management.server.port", 9000, 9001, null));
		assertThat(this.log.lines()).hasSize(3)
			.filteredOn((line) -> line.contains("port-resolver.fallback=auto means"))
			.hasSize(1);
	}

	@Test
	void writeWhenPortsMovedForDifferentReasonsGivesEach() {
		PortAllocation named = PublishedPorts.moved(
				Requests.request("debug", "app.debug", null, 5005, null, Fallback.ADJACENT, Hold.LEASE, null), 5006,
				null);
		write(PublishedPorts.moved("server", "server.port", 8080, 8081, null), named);
		assertThat(this.log.lines()).filteredOn((line) -> line.contains("fallback"))
			.containsExactly(
					"INFO port-resolver.fallback=auto means adjacent-then-random, because no strict profile, cloud platform, "
							+ "container or service was found",
					"INFO port-resolver.fallback is adjacent (test)");
	}

	@Test
	void writeWhenPortMovedPastItsNeighboursSaysThatTheyAreTaken() {
		BindOutcome inUse = new BindOutcome.InUse();
		List<Attempt> attempts = List.of(new Attempt(8080, PortSource.CONFIGURED, inUse),
				new Attempt(8081, PortSource.ADJACENT, inUse), new Attempt(8082, PortSource.ADJACENT, inUse));
		write(PublishedPorts.allocation(Requests.server(8080, Fallback.ADJACENT_THEN_RANDOM), 40000, PortSource.RANDOM,
				attempts, List.of()));
		assertThat(this.log.lines()).first()
			.isEqualTo("WARN Port 8080 is in use (owner unknown), no adjacent port is free (2 tried): server.port "
					+ "moved to 40000 (random), http://localhost:40000/");
	}

	@Test
	void writeWhenSomeoneElseAnswersLocalhostWarns() {
		write(PublishedPorts.configured("server", "server.port", 8080,
				List.of(PublishedPorts.listener(4711L, "node", "alice"))));
		assertThat(this.log.lines()).containsExactly("INFO server.port=8080 (configured)",
				"WARN Port 8080 on 127.0.0.1 is in use by PID 4711 (node, user alice): clients that connect to "
						+ "localhost:8080 may reach that process instead of http://localhost:8080/");
	}

	@Test
	void writeToSlf4jWritesTheSameLinesAndAddsKeyValuePairsWhenPortIsNotTheOneAskedFor() {
		Logger logger = (Logger) LoggerFactory.getLogger("io.github.portresolver.PortResolver");
		ListAppender<ILoggingEvent> events = new ListAppender<>();
		events.start();
		logger.addAppender(events);
		try {
			for (Log log : List.of(this.log, LogFactory.getLog(logger.getName()))) {
				PortAllocation moved = PublishedPorts.moved("server", "server.port", 8080, 8081, null);
				write(log, moved, PublishedPorts.random(20001));
				new PortLog(log).writeMoved(moved.port());
				write(log, PublishedPorts.configured("server", "server.port", 8080, List.of()));
			}
		}
		finally {
			logger.detachAppender(events);
		}
		assertThat(events.list).extracting((event) -> event.getLevel() + " " + event.getFormattedMessage())
			.isEqualTo(this.log.lines());
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

	private void write(PortAllocation... allocations) {
		write(this.log, allocations);
	}

	private static void write(Log log, PortAllocation... allocations) {
		PortLog portLog = new PortLog(log);
		Stream.of(allocations).forEach((allocation) -> portLog.write(allocation, null));
	}

}
