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

import java.util.Arrays;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The candidates of one request, in the order in which they are tried. It does no I/O.
 */
final class PortPlan {

	/**
	 * How often the operating system is asked for a port before it counts as exhausted.
	 * It may draw a port that must not be chosen, hence more than once.
	 */
	static final int MAX_DRAWS = 64;

	private final PortRequest request;

	private final CandidateRules rules;

	private final RandomGenerator random;

	PortPlan(PortRequest request, CandidateRules rules, RandomGenerator random) {
		this.request = request;
		this.rules = rules;
		this.random = random;
	}

	/**
	 * Return the configured port.
	 * @return the candidate, or {@code null} if any port will do
	 */
	@Nullable Candidate configured() {
		return this.request.isRandom() ? null : new Candidate(this.request.port(), PortSource.CONFIGURED);
	}

	/**
	 * Return the ports above the configured one.
	 * @return the candidates, none if the fallback does not try them
	 */
	Stream<Candidate> adjacent() {
		if (!this.request.fallback().triesAdjacent()) {
			return Stream.empty();
		}
		return adjacentPorts().filter(this.rules::allows).mapToObj((port) -> new Candidate(port, PortSource.ADJACENT));
	}

	/**
	 * Return the port of last time, if it may be chosen where a random one would be.
	 * @param lastPort the port of last time, or empty
	 * @return the candidate, or none
	 */
	Stream<Candidate> sticky(OptionalInt lastPort) {
		PortRange range = this.request.randomRange();
		return lastPort.stream()
			.filter(this.rules::allows)
			.filter((port) -> range == null || range.contains(port))
			.filter(notTried())
			.mapToObj((port) -> new Candidate(port, PortSource.STICKY));
	}

	boolean drawsRandom() {
		return this.request.fallback().triesRandom() || this.request.isRandom();
	}

	/**
	 * Return random ports. A port of a range is listed once and not if it was adjacent;
	 * without a range {@link Candidate#DRAWN_BY_SYSTEM} comes {@link #MAX_DRAWS} times.
	 * @return the candidates, none if no random port may be taken
	 */
	Stream<Candidate> random() {
		if (!drawsRandom()) {
			return Stream.empty();
		}
		PortRange range = this.request.randomRange();
		if (range == null) {
			return Stream.generate(() -> new Candidate(Candidate.DRAWN_BY_SYSTEM, PortSource.RANDOM)).limit(MAX_DRAWS);
		}
		int[] ports = range.ports().filter(this.rules::allows).filter(notTried()).toArray();
		return shuffled(ports).mapToObj((port) -> new Candidate(port, PortSource.RANDOM));
	}

	private IntStream adjacentPorts() {
		if (this.request.isRandom()) {
			return IntStream.empty();
		}
		int last = (int) Math.min(PortRange.MAX_PORT, (long) this.request.port() + this.rules.adjacentAttempts());
		return IntStream.rangeClosed(this.request.port() + 1, last);
	}

	private IntPredicate notTried() {
		Set<Integer> tried = new HashSet<>();
		tried.add(this.request.port());
		if (this.request.fallback().triesAdjacent()) {
			adjacentPorts().forEach(tried::add);
		}
		return (port) -> !tried.contains(port);
	}

	private IntStream shuffled(int[] ports) {
		for (int i = ports.length - 1; i > 0; i--) {
			int other = this.random.nextInt(i + 1);
			int port = ports[i];
			ports[i] = ports[other];
			ports[other] = port;
		}
		return Arrays.stream(ports);
	}

}
