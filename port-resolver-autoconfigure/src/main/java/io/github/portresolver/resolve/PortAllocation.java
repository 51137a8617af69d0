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

import java.time.Duration;
import java.util.List;

import io.github.portresolver.PortSource;
import io.github.portresolver.ResolvedPort;
import io.github.portresolver.owner.OwnerAnswer;
import io.github.portresolver.owner.OwnerAnswer.Listener;
import org.jspecify.annotations.Nullable;

/**
 * A port that was chosen for a request, how that came about, and what holds the port.
 *
 * @param attempts what was tried, the chosen port last
 * @param owner who has the port asked for, or {@code null} if that was not looked up
 * @param neighbours others that listen on the same port at a loopback address which this
 * application does not bind
 */
public record PortAllocation(PortRequest request, HeldPort held, ResolvedPort port, Duration elapsed,
		List<Attempt> attempts, @Nullable OwnerAnswer owner, List<Listener> neighbours) {

	// The answer to a later request that is the same
	public PortAllocation as(PortRequest later) {
		PortSource source = (this.port.source() == this.request.source()) ? later.source() : this.port.source();
		return new PortAllocation(later.withPort(this.request.port()), this.held,
				later.resolved(this.port.requested(), this.port.port(), source), this.elapsed, this.attempts,
				this.owner, this.neighbours);
	}

	/**
	 * One port that was tried.
	 */
	public record Attempt(int port, PortSource source, BindOutcome outcome) {

	}

}
