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
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;

import io.github.portresolver.owner.PortOwners;
import io.github.portresolver.resolve.PortResolver.Resolution;
import io.github.portresolver.resolve.PortResolver.Settings;
import io.github.portresolver.resolve.PortResolver.StartHistory;
import io.github.portresolver.testsupport.Requests;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What tests of {@link PortResolver} share: what it is given, and a clock that only
 * sleeping moves.
 */
abstract class AbstractPortResolverTests extends AbstractSocketTests implements StartHistory {

	static final BindOutcome IN_USE = new BindOutcome.InUse();

	PortBinder binder = PortBinder.ofSystem(null);

	Settings settings = Requests.rules(100);

	OptionalInt portBeforeRestart = OptionalInt.empty();

	OptionalInt lastPort = OptionalInt.empty();

	Duration wait = Duration.ZERO;

	Duration slept = Duration.ZERO;

	Consumer<Duration> whileSleeping = (slept) -> {
	};

	PortAllocation resolved(PortRequest request) {
		return resolvedAll(request).get(0);
	}

	List<PortAllocation> resolvedAll(PortRequest... requests) {
		Resolution resolution = resolve(requests);
		assertThat(resolution).isInstanceOf(Resolution.Resolved.class);
		return ((Resolution.Resolved) resolution).ports();
	}

	Resolution.Refused refused(PortRequest... requests) {
		Resolution resolution = resolve(requests);
		assertThat(resolution).isInstanceOf(Resolution.Refused.class);
		return (Resolution.Refused) resolution;
	}

	Resolution resolve(PortRequest... requests) {
		Resolution resolution = new PortResolver(this.binder, PortOwners.ofSystem(), () -> this.slept.toNanos(),
				this::sleep)
			.resolve(List.of(requests), this.settings, this, Set.of());
		if (resolution instanceof Resolution.Resolved resolved) {
			resolved.ports().forEach((allocation) -> closedAfter(allocation.held()));
		}
		return resolution;
	}

	private void sleep(Duration duration) {
		this.slept = this.slept.plus(duration);
		this.whileSleeping.accept(this.slept);
	}

	@Override
	public OptionalInt portBeforeRestart(PortRequest request) {
		return this.portBeforeRestart;
	}

	@Override
	public OptionalInt lastPort(PortRequest request) {
		return this.lastPort;
	}

	@Override
	public Duration retryFor(PortRequest request) {
		return this.wait;
	}

}
