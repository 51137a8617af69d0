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

package io.github.portresolver.resolve;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.portresolver.Fallback;
import io.github.portresolver.PortSource;
import io.github.portresolver.resolve.PortPlan.Candidate;
import io.github.portresolver.testsupport.Requests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PortPlan}.
 */
class PortPlanTests {

	@ParameterizedTest
	@CsvSource({ "8080, 3, 8082, 8081 8083", "6663, 8, 1, 6664 6670 6671", "65533, 2147483647, 1, 65534 65535",
			"65535, 100, 1, ''" })
	void adjacentSkipsPortsThatMayNotBeChosenWithoutReplacement(int port, int attempts, String excluded,
			String expected) {
		PortPlan plan = new PortPlan(Requests.server(port, Fallback.ADJACENT),
				Requests.rules(attempts, PortRange.of(port), PortRange.of(excluded)));
		assertThat(adjacent(plan).map((candidate) -> String.valueOf(candidate.port())).collect(Collectors.joining(" ")))
			.isEqualTo(expected);
	}

	@Test
	void adjacentAreTheExactNumberOfPortsAboveInOrder() {
		PortPlan plan = new PortPlan(Requests.server(8080, Fallback.ADJACENT), Requests.rules(100));
		assertThat(adjacent(plan).map(Candidate::port)).containsExactlyElementsOf(ports(8081, 8180));
	}

	@ParameterizedTest
	@CsvSource({ "8080, ADJACENT, 0", "0, ADJACENT, 100", "8080, NONE, 100", "8080, RANDOM, 100" })
	void adjacentWhenNotAskedForIsEmpty(int port, Fallback fallback, int attempts) {
		assertThat(adjacent(new PortPlan(Requests.server(port, fallback), Requests.rules(attempts)))).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "NONE, 1-2", "ADJACENT, 1-2", "RANDOM, 19000-21000" })
	void randomAndStickyWhenNotAskedForOrExcludedAreEmpty(Fallback fallback, String exclude) {
		PortPlan plan = new PortPlan(Requests.server(8080, fallback, PortRange.of("20000-20010")),
				Requests.rules(100, PortRange.of(exclude)));
		assertThat(random(plan)).isEmpty();
		assertThat(sticky(plan, OptionalInt.of(20000))).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
	void randomWhenAnyPortWillDoIsTriedUnderEveryFallback(Fallback fallback) {
		PortPlan plan = new PortPlan(Requests.server(0, fallback, PortRange.of("20000")), Requests.rules(100));
		assertThat(random(plan)).containsExactly(new Candidate(20000, PortSource.RANDOM));
	}

	@Test
	void randomWithoutRangeIsDrawnBySystemLimitedly() {
		PortPlan plan = new PortPlan(Requests.server(8080, Fallback.RANDOM), Requests.rules(100));
		assertThat(random(plan)).hasSize(PortPlan.MAX_DRAWS)
			.containsOnly(new Candidate(Candidate.DRAWN_BY_SYSTEM, PortSource.RANDOM));
	}

	@Test
	void randomListsEachPortOfRangeOnce() {
		PortPlan plan = new PortPlan(Requests.server(0, Fallback.RANDOM, PortRange.of("20000-29999")),
				Requests.rules(100));
		assertThat(random(plan).map(Candidate::port).sorted()).containsExactlyElementsOf(ports(20000, 29999));
	}

	@Test
	void randomReachesEveryPortFirst() {
		PortRequest request = Requests.server(0, Fallback.RANDOM, PortRange.of("20000-20003"));
		assertThat(Stream.generate(() -> random(new PortPlan(request, Requests.rules(0))).findFirst().get())
			.limit(200)
			.map(Candidate::port)).contains(20000, 20001, 20002, 20003);
	}

	@Test
	void randomSkipsExcludedAndBrowserUnsafePorts() {
		PortPlan plan = new PortPlan(Requests.server(8080, Fallback.RANDOM, PortRange.of("6660-6670")),
				Requests.rules(100, PortRange.of("6660-6663")));
		assertThat(random(plan).map(Candidate::port)).containsExactlyInAnyOrder(6664, 6670);
	}

	@Test
	void stickyIsThePortOfLastTimeUnlessItMayNotBeChosen() {
		PortPlan any = new PortPlan(Requests.server(0, Fallback.RANDOM), Requests.rules(100));
		assertThat(sticky(any, OptionalInt.of(20000))).containsExactly(new Candidate(20000, PortSource.STICKY));
		assertThat(sticky(any, OptionalInt.empty())).isEmpty();
		PortPlan plan = new PortPlan(Requests.server(20000, Fallback.ADJACENT_THEN_RANDOM, PortRange.of("20000-20999")),
				Requests.rules(10, PortRange.of("20500")));
		assertThat(Stream.of(20500, 21000).flatMap((port) -> sticky(plan, OptionalInt.of(port)))).isEmpty();
		assertThat(sticky(plan, OptionalInt.of(20011))).hasSize(1);
	}

	private static Stream<Candidate> adjacent(PortPlan plan) {
		return fallbacks(plan, OptionalInt.empty(), PortSource.ADJACENT);
	}

	private static Stream<Candidate> sticky(PortPlan plan, OptionalInt last) {
		return fallbacks(plan, last, PortSource.STICKY);
	}

	private static Stream<Candidate> random(PortPlan plan) {
		return fallbacks(plan, OptionalInt.empty(), PortSource.RANDOM);
	}

	private static Stream<Candidate> fallbacks(PortPlan plan, OptionalInt last, PortSource source) {
		return plan.fallbacks(() -> last).filter((candidate) -> candidate.source() == source);
	}

	private static List<Integer> ports(int first, int last) {
		return IntStream.rangeClosed(first, last).boxed().toList();
	}

}
