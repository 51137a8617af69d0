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

import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.portresolver.PortSource;
import io.github.portresolver.resolve.PortResolver.Settings;

/**
 * The candidates of one request, in the order in which they are tried. It does no I/O.
 */
record PortPlan(PortRequest request, Settings settings) {

	// The system may draw ports that must not be chosen: how often it is asked
	static final int MAX_DRAWS = 64;

	// In the order in which they are tried; what is among several is tried once
	Stream<Candidate> fallbacks(Supplier<OptionalInt> lastPort) {
		return Stream.<Supplier<Stream<Candidate>>>of(this::adjacent, () -> sticky(lastPort), this::random)
			.flatMap(Supplier::get);
	}

	private Stream<Candidate> adjacent() {
		if (this.request.isRandom() || !this.request.fallback().value().triesAdjacent()) {
			return Stream.empty();
		}
		int port = this.request.port();
		long last = Math.min(PortRange.MAX_PORT, (long) port + this.settings.adjacentAttempts());
		return candidates(IntStream.rangeClosed(port + 1, (int) last), PortSource.ADJACENT);
	}

	private Stream<Candidate> sticky(Supplier<OptionalInt> lastPort) {
		PortRange range = this.request.randomRange();
		IntStream port = drawsRandom() ? lastPort.get().stream() : IntStream.empty();
		return candidates(port.filter((last) -> range == null || range.contains(last)), PortSource.STICKY);
	}

	private Stream<Candidate> random() {
		PortRange range = this.request.randomRange();
		if (!drawsRandom()) {
			return Stream.empty();
		}
		return (range != null) ? candidates(drawn(range), PortSource.RANDOM)
				: Stream.generate(() -> new Candidate(Candidate.DRAWN_BY_SYSTEM, PortSource.RANDOM)).limit(MAX_DRAWS);
	}

	// One that is drawn, those above it, and those below it
	private static IntStream drawn(PortRange range) {
		int size = range.last() - range.first() + 1;
		int drawn = ThreadLocalRandom.current().nextInt(size);
		return IntStream.range(drawn, drawn + size).map((index) -> range.first() + index % size);
	}

	private boolean drawsRandom() {
		return this.request.fallback().value().triesRandom() || this.request.isRandom();
	}

	private Stream<Candidate> candidates(IntStream ports, PortSource source) {
		return ports.filter(this.settings::allows).mapToObj((port) -> new Candidate(port, source));
	}

	record Candidate(int port, PortSource source) {

		static final int DRAWN_BY_SYSTEM = 0;

	}

}
