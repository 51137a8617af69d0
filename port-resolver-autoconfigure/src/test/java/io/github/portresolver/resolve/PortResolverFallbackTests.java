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

import java.io.IOException;
import java.net.BindException;
import java.util.List;

import io.github.portresolver.Fallback;
import io.github.portresolver.PortSource;
import io.github.portresolver.owner.Owner;
import io.github.portresolver.resolve.PortAllocation.Attempt;
import io.github.portresolver.resolve.PortResolver.Resolution;
import io.github.portresolver.testsupport.Ports;
import io.github.portresolver.testsupport.Requests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PortResolver}: where a port moves to.
 */
@Timeout(120)
class PortResolverFallbackTests extends AbstractPortResolverTests {

	private static final PortRange ALL = new PortRange(1, PortRange.MAX_PORT);

	@Test
	void resolveWhenPortIsInUseMovesToAdjacent() throws IOException {
		int port = Ports.freeRun(3);
		listen(port);
		listen(port + 1);
		Resolution.Resolved resolution = resolved(Requests.server(port, Fallback.ADJACENT_THEN_RANDOM));
		PortAllocation resolved = resolution.ports().get(0);
		assertThat(resolved.port().port()).isEqualTo(port + 2);
		assertThat(resolved.port().source()).isEqualTo(PortSource.ADJACENT);
		assertThat(resolved.port().isMoved()).isTrue();
		assertThat(resolved.attempts()).extracting(Attempt::port).containsExactly(port, port + 1, port + 2);
		assertThat(resolved.attempts()).extracting((attempt) -> attempt.outcome().label())
			.containsExactly("in-use", "in-use", "bound");
		assertThat(resolution.ports()).extracting((allocation) -> allocation.held().port()).containsExactly(port + 2);
		assertThat(Ports.accepts(port + 2)).isTrue();
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void resolveWhenPortIsInUseNamesItsOwnerInTheFirstAttemptOnly() throws IOException {
		int port = Ports.freeRun(3);
		listen(port);
		listen(port + 1);
		PortAllocation resolved = resolved(Requests.server(port, Fallback.ADJACENT)).ports().get(0);
		assertThat(resolved.attempts().get(0).owner().owner()).extracting(Owner::pid)
			.isEqualTo(ProcessHandle.current().pid());
		assertThat(resolved.attempts().subList(1, 3)).extracting(Attempt::owner).containsOnlyNulls();
	}

	@Test
	void resolveWhenAdjacentAreInUseTakesRandomOfRange() throws IOException {
		int port = Ports.freeRun(4);
		listen(port);
		listen(port + 1);
		int other = Ports.free();
		Requests.Start settings = Requests.settings(Requests.rules(1));
		PortAllocation resolved = resolved(settings,
				Requests.server(port, Fallback.ADJACENT_THEN_RANDOM, PortRange.of(other)))
			.ports()
			.get(0);
		assertThat(resolved.port().port()).isEqualTo(other);
		assertThat(resolved.port().source()).isEqualTo(PortSource.RANDOM);
		assertThat(resolved.attempts()).extracting(Attempt::source)
			.containsExactly(PortSource.CONFIGURED, PortSource.ADJACENT, PortSource.RANDOM);
	}

	@Test
	void resolveBindsAllConfiguredPortsBeforeAnyFallback() throws IOException {
		int port = Ports.freeRun(3);
		listen(port);
		List<PortAllocation> ports = resolved(Requests.server(port, Fallback.ADJACENT),
				Requests.management(port + 1, Fallback.ADJACENT))
			.ports();
		assertThat(ports).extracting((allocation) -> allocation.port().name()).containsExactly("server", "management");
		assertThat(ports).extracting((allocation) -> allocation.port().port()).containsExactly(port + 2, port + 1);
		assertThat(ports).extracting((allocation) -> allocation.port().isMoved()).containsExactly(true, false);
	}

	@Test
	void resolveDoesNotMoveToAPortThatAnotherRequestHasOnAnotherAddress() throws IOException {
		int port = Ports.freeRun(3);
		listen(port);
		Resolution.Resolved resolved = resolved(Requests.server(port, Fallback.ADJACENT, Ports.address("127.0.0.1")),
				Requests.management(port + 1, Fallback.ADJACENT, Ports.address("127.0.0.2")));
		assertThat(resolved.ports()).extracting((allocation) -> allocation.port().port())
			.containsExactly(port + 2, port + 1);
	}

	@Test
	void resolveSkipsExcludedPorts() throws IOException {
		int port = Ports.freeRun(4);
		listen(port);
		Requests.Start settings = Requests.settings(Requests.rules(100, new PortRange(port, port + 2)));
		PortAllocation resolved = resolved(settings, Requests.server(port, Fallback.ADJACENT)).ports().get(0);
		assertThat(resolved.port().port()).isEqualTo(port + 3);
		assertThat(resolved.attempts()).extracting(Attempt::port).containsExactly(port, port + 3);
	}

	@Test
	void resolveSkipsBrowserUnsafePorts() {
		PortResolver resolver = resolver(new StubBinder((port) -> IN_USE));
		Resolution.Refused refused = refused(resolver, Requests.settings(Requests.rules(7)),
				Requests.server(6664, Fallback.ADJACENT));
		assertThat(refused.attempts()).extracting(Attempt::port).containsExactly(6664, 6670, 6671);
	}

	@Test
	void resolveWhenDrawnPortsAreExcludedLetsThemGoAndEnds() {
		StubBinder binder = new StubBinder((port) -> null);
		Resolution.Refused refused = refused(resolver(binder), Requests.settings(Requests.rules(100, ALL)),
				Requests.server(0, Fallback.RANDOM));
		assertThat(refused.outcome()).isEqualTo(IN_USE);
		assertThat(refused.attempts()).isEmpty();
		assertThat(binder.bound()).hasSizeGreaterThanOrEqualTo(PortPlan.MAX_DRAWS).noneMatch(HeldPort::isHeld);
	}

	@Test
	void resolveWhenWholeRangeIsExcludedAndAnyPortWillDoIsRefused() {
		Resolution.Refused refused = refused(resolver(PortBinder.ofSystem(null)),
				Requests.settings(Requests.rules(100, PortRange.of("20000-20010"))),
				Requests.server(0, Fallback.RANDOM, PortRange.of("20000-20010")));
		assertThat(refused.outcome()).isEqualTo(IN_USE);
		assertThat(refused.owner()).isNull();
		assertThat(refused.attempts()).isEmpty();
	}

	@Test
	void resolveWhenUnprivilegedPortIsDeniedMoves() throws IOException {
		int port = Ports.freeRun(2);
		PortResolver resolver = resolver(
				new StubBinder((candidate) -> (candidate == port) ? new BindOutcome.Denied(port) : null));
		PortAllocation resolved = resolved(resolver, Requests.settings(Requests.rules(100)),
				Requests.server(port, Fallback.ADJACENT))
			.ports()
			.get(0);
		assertThat(resolved.port().port()).isEqualTo(port + 1);
	}

	@Test
	void resolveWhenUnavailableTurnsUpAmongFallbacksEnds() throws IOException {
		int port = Ports.free();
		BindOutcome unavailable = new BindOutcome.Unavailable(new BindException("gone"));
		PortResolver resolver = resolver(new StubBinder((candidate) -> (candidate == port) ? IN_USE : unavailable));
		Resolution.Refused refused = refused(resolver, Requests.settings(Requests.rules(100)),
				Requests.server(port, Fallback.ADJACENT_THEN_RANDOM));
		assertThat(refused.outcome()).isEqualTo(unavailable);
		assertThat(refused.attempts()).hasSize(2);
	}

}
