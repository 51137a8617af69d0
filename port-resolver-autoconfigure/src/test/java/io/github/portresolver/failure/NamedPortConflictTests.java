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

package io.github.portresolver.failure;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

import io.github.portresolver.resolve.Attempt;
import io.github.portresolver.resolve.BindOutcome;
import io.github.portresolver.resolve.Fallback;
import io.github.portresolver.resolve.FallbackVerdict;
import io.github.portresolver.resolve.Hold;
import io.github.portresolver.resolve.PortRange;
import io.github.portresolver.resolve.PortRequest;
import io.github.portresolver.resolve.PortSource;
import io.github.portresolver.resolve.Resolution;
import io.github.portresolver.resolve.UrlTemplate;
import org.junit.jupiter.api.Test;

import org.springframework.boot.diagnostics.FailureAnalysis;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PortConflictFailureAnalyzer} when the port is a named one, which may
 * have a fallback and a range of its own.
 */
class NamedPortConflictTests {

	private static final FallbackVerdict PROD = new FallbackVerdict(Fallback.NONE, "profile 'prod' is active");

	private static final FallbackVerdict DEFAULT = new FallbackVerdict(Fallback.ADJACENT_THEN_RANDOM,
			"it is the default");

	@Test
	void analyzeWhenNamedPortMayNotMoveThoughServersMayNamesItsFallback() {
		FailureAnalysis analysis = analyze(request(5005, Fallback.NONE, null), new BindOutcome.InUse(), DEFAULT, 5005);
		assertThat(analysis.getDescription()).isEqualToNormalizingNewlines("""
				Port 5005 for app.debug (test) is in use (owner unknown).

				It may not move to another port: port-resolver.ports.debug.fallback is none.""");
		assertThat(analysis.getAction()).isEqualToNormalizingNewlines("""
				- Start on a port that is free right now:
				      --app.debug=8081
				- Let it move, if clients can find it on another port:
				      --port-resolver.ports.debug.fallback=adjacent""");
	}

	@Test
	void analyzeWhenNamedPortMayMoveThoughServersMayNotNamesItsFallback() {
		FailureAnalysis analysis = analyze(request(5005, Fallback.ADJACENT, null), new BindOutcome.InUse(), PROD, 5007);
		assertThat(analysis.getDescription()).endsWith(
				"None of the 2 other ports that were tried could be had: port-resolver.ports.debug.fallback is adjacent.");
		assertThat(analysis.getAction()).endsWith("--port-resolver.ports.debug.fallback=adjacent-then-random");
	}

	@Test
	void analyzeWhenFallbackIsThatOfServersTellsItsReason() {
		FailureAnalysis analysis = analyze(request(5005, Fallback.NONE, null), new BindOutcome.InUse(), PROD, 5005);
		assertThat(analysis.getDescription())
			.endsWith("port-resolver.fallback is none, because profile 'prod' is active.");
		assertThat(analysis.getAction()).endsWith("--port-resolver.ports.debug.fallback=adjacent");
	}

	@Test
	void analyzeWhenRangeIsExhaustedNamesItsRange() {
		PortRequest request = request(0, Fallback.NONE, new PortRange(9000, 9001));
		FailureAnalysis analysis = analyze(request, new BindOutcome.Leased(null), PROD, 9001);
		assertThat(analysis.getDescription()).isEqualTo("No random port for app.debug (test) could be had: each of the "
				+ "2 ports that were tried in port-resolver.ports.debug.random.range (9000-9001) is taken.");
		assertThat(analysis.getAction()).endsWith("--port-resolver.ports.debug.random.range=20000-29999");
	}

	private static FailureAnalysis analyze(PortRequest request, BindOutcome outcome, FallbackVerdict verdict,
			int lastTried) {
		List<Attempt> attempts = IntStream.rangeClosed(request.isRandom() ? 9000 : request.port(), lastTried)
			.mapToObj((port) -> new Attempt(port, PortSource.ADJACENT, outcome, null))
			.toList();
		FailureAnalysis analysis = new PortConflictFailureAnalyzer().analyze(new PortConflictException(
				new Resolution.Refused(request, outcome, null, attempts, OptionalInt.of(8081)), verdict, null));
		assertThat(analysis).isNotNull();
		return analysis;
	}

	private static PortRequest request(int port, Fallback fallback, PortRange range) {
		return new PortRequest("debug", "app.debug", "test", port, null, 0, fallback, Hold.LEASE, range,
				new UrlTemplate("tcp", ""));
	}

}
