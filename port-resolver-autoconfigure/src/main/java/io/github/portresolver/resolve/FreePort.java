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
import java.util.stream.IntStream;

/**
 * Finds a port to suggest. It is let go at once, so it is good for a suggestion only.
 */
final class FreePort {

	private static final int MAX_ATTEMPTS = 100;

	private final PortBinder binder;

	private final CandidateRules rules;

	FreePort(PortBinder binder, CandidateRules rules) {
		this.binder = binder;
		this.rules = rules;
	}

	OptionalInt find(PortRequest request) {
		int first = Math.max(request.port() + 1, 1024);
		IntStream above = IntStream.range(first, first + MAX_ATTEMPTS)
			.filter((port) -> port <= PortRange.MAX_PORT)
			.filter(this.rules::allows);
		return IntStream.concat(above, IntStream.of(Candidate.DRAWN_BY_SYSTEM))
			.map((port) -> bindAndRelease(request, port))
			.filter((port) -> port > 0)
			.findFirst();
	}

	private int bindAndRelease(PortRequest request, int port) {
		if (!(this.binder.bind(request.address(), port, 0, Hold.GUARD) instanceof BindOutcome.Bound bound)) {
			return -1;
		}
		bound.port().close();
		return bound.port().port();
	}

}
