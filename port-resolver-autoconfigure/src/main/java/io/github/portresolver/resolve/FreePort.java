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

import java.net.InetSocketAddress;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

import io.github.portresolver.Hold;
import io.github.portresolver.owner.ListenTable;
import org.jspecify.annotations.Nullable;

/**
 * Looks for a port that is free, to suggest it. Where the system has a table of sockets
 * nothing is bound for it, since that would keep others out for an instant. What is bound
 * and does not listen, such as a guard, is not in the table.
 */
record FreePort(PortBinder binder, @Nullable ListenTable table) {

	private static final int FIRST = 1024;

	private static final int MAX_TRIED = 100;

	// The next one above the one asked for, or else below
	OptionalInt find(PortRequest request, IntPredicate allowed) {
		return candidates(request.port()).filter(allowed)
			.filter((port) -> isFree(new InetSocketAddress(request.address(), port)))
			.findFirst();
	}

	private static IntStream candidates(int asked) {
		IntStream above = IntStream.rangeClosed(Math.max(asked + 1, FIRST), PortRange.MAX_PORT);
		IntStream below = IntStream.range(FIRST, asked).map((port) -> asked + FIRST - 1 - port);
		return IntStream.concat(above.limit(MAX_TRIED), below.limit(MAX_TRIED));
	}

	boolean isFree(InetSocketAddress address) {
		if (this.table != null) {
			return !this.table.isTaken(address);
		}
		BindOutcome outcome = this.binder.bind(address.getAddress(), address.getPort(), 0, Hold.GUARD);
		if (outcome instanceof BindOutcome.Bound bound) {
			bound.port().close();
		}
		return outcome instanceof BindOutcome.Bound;
	}

}
