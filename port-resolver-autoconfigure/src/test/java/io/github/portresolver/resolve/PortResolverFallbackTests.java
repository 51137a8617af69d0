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
import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

import io.github.portresolver.Fallback;
import io.github.portresolver.PortConflictException.Reason;
import io.github.portresolver.PortSource;
import io.github.portresolver.resolve.PortAllocation.Attempt;
import io.github.portresolver.resolve.PortResolver.Resolution;
import io.github.portresolver.resolve.PortResolver.Settings;
import io.github.portresolver.testsupport.Ports;
import io.github.portresolver.testsupport.Requests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PortResolver}: where a port moves to.
 */
@Timeout(120)
class PortResolverFallbackTests extends AbstractPortResolverTests {

	@Test
	void resolveWhenPortIsInUseMovesToAdjacent() throws IOException {
		int port = taken(2);
		PortAllocation resolved = resolved(Requests.server(port, Fallback.ADJACENT_THEN_RANDOM));
		assertThat(resolved.port().port()).isEqualTo(port + 2);
		assertThat(resolved.port().source()).isEqualTo(PortSource.ADJACENT);
		assertThat(resolved.port().isMoved()).isTrue();
		assertThat(resolved.attempts()).extracting(Attempt::port).containsExactly(port, port + 1, port + 2);
		assertThat(resolved.attempts()).extracting((attempt) -> attempt.outcome().label())
			.containsExactly("in-use", "in-use", "bound");
		if (OS.LINUX.isCurrentOs()) {
			assertThat(resolved.owner().owner().pid()).isEqualTo(ProcessHandle.current().pid());
		}
		assertThat(resolved.held().port()).isEqualTo(port + 2);
		assertThat(Ports.accepts(port + 2)).isTrue();
	}

	@Test
	void resolveBindsAllConfiguredPortsBeforeAnyFallback() throws IOException {
		int port = Ports.freeRun(3);
		listen(port);
		List<PortAllocation> ports = resolvedAll(Requests.server(port, Fallback.ADJACENT),
				Requests.management(port + 1, Fallback.ADJACENT));
		assertThat(ports).extracting((allocation) -> allocation.port().name()).containsExactly("server", "management");
		assertThat(ports).extracting((allocation) -> allocation.port().port()).containsExactly(port + 2, port + 1);
		assertThat(ports).extracting((allocation) -> allocation.port().isMoved()).containsExactly(true, false);
	}

	@Test
	void resolveDoesNotMoveToAPortThatAnotherRequestHasOnAnotherAddress() throws IOException {
		int port = Ports.freeRun(3);
		listen(port);
		assertThat(resolvedAll(Requests.server(port, Fallback.ADJACENT, Ports.address("127.0.0.1")),
				Requests.management(port + 1, Fallback.ADJACENT, Ports.address("127.0.0.2"))))
			.extracting((allocation) -> allocation.port().port())
			.containsExactly(port + 2, port + 1);
	}

	@Test
	void resolveWhenDrawnPortsAreExcludedLetsThemGoAndEnds() {
		StubBinder binder = new StubBinder((port) -> null);
		this.binder = binder;
		this.settings = Requests.rules(100, new PortRange(1, PortRange.MAX_PORT));
		Resolution.Refused refused = refused(Requests.server(0, Fallback.RANDOM));
		assertThat(refused.outcome()).isEqualTo(IN_USE);
		assertThat(refused.owner()).isNull();
		assertThat(refused.attempts()).isEmpty();
		assertThat(binder.bound()).hasSizeGreaterThanOrEqualTo(PortPlan.MAX_DRAWS).noneMatch(HeldPort::isHeld);
	}

	@Test
	void resolveLooksOnlyAtCandidatesThatAreTried() {
		List<Integer> looks = new ArrayList<>();
		List<PortRange> exclude = new AbstractList<>() {

			@Override
			public PortRange get(int index) {
				throw new IndexOutOfBoundsException(index);
			}

			@Override
			public int size() {
				looks.add(looks.size());
				return 0;
			}

		};
		this.settings = new Settings(100, exclude, true, Duration.ofSeconds(20));
		PortAllocation port = resolved(Requests.server(0, Fallback.NONE, new PortRange(1024, 65535)));
		assertThat(looks).hasSizeLessThan(10 * port.attempts().size());
	}

	@Test
	void resolveWhenUnprivilegedPortIsDeniedMoves() {
		int port = Ports.freeRun(2);
		BindOutcome denied = new BindOutcome.Failed(Reason.PERMISSION_DENIED, port, new BindException());
		this.binder = new StubBinder((candidate) -> (candidate == port) ? denied : null);
		assertThat(resolved(Requests.server(port, Fallback.ADJACENT)).port().port()).isEqualTo(port + 1);
	}

	@Test
	void resolveWhenUnavailableTurnsUpAmongFallbacksEnds() {
		int port = Ports.free();
		BindOutcome unavailable = new BindOutcome.Failed(Reason.ADDRESS_NOT_AVAILABLE, port, new BindException("gone"));
		this.binder = new StubBinder((candidate) -> (candidate == port) ? IN_USE : unavailable);
		Resolution.Refused refused = refused(Requests.server(port, Fallback.ADJACENT_THEN_RANDOM));
		assertThat(refused.outcome()).isEqualTo(unavailable);
		assertThat(refused.attempts()).hasSize(2);
	}

	@Test
	void resolveTriesConfiguredAdjacentStickyRandomInThisOrder() throws IOException {
		int configured = taken(3);
		int last = taken(1);
		int random = Ports.free();
		this.settings = Requests.rules(2);
		this.lastPort = OptionalInt.of(last);
		PortRange range = new PortRange(Math.min(last, random), Math.max(last, random));
		PortAllocation port = resolved(Requests.server(configured, Fallback.ADJACENT_THEN_RANDOM, range));
		assertThat(port.attempts().subList(0, 4)).extracting(Attempt::port)
			.containsExactly(configured, configured + 1, configured + 2, last);
		assertThat(port.attempts().subList(0, 4)).extracting(Attempt::source)
			.containsExactly(PortSource.CONFIGURED, PortSource.ADJACENT, PortSource.ADJACENT, PortSource.STICKY);
		assertThat(port.port().source()).isEqualTo(PortSource.RANDOM);
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
	void resolveWhenConfiguredIsFreeNeverTakesSticky(Fallback fallback) {
		int configured = Ports.free();
		this.lastPort = OptionalInt.of(Ports.free());
		PortAllocation port = resolved(Requests.server(configured, fallback));
		assertThat(port.port().port()).isEqualTo(configured);
		assertThat(port.attempts()).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
	void resolveWhenAnyPortWillDoTakesSticky(Fallback fallback) {
		int last = Ports.free();
		this.lastPort = OptionalInt.of(last);
		PortAllocation port = resolved(Requests.server(0, fallback));
		assertThat(port.port().port()).isEqualTo(last);
		assertThat(port.port().source()).isEqualTo(PortSource.STICKY);
		assertThat(port.port().isMoved()).isFalse();
	}

	@Test
	void resolveWhenStickyIsInUseTriesItOnce() throws IOException {
		int first = taken(3);
		this.lastPort = OptionalInt.of(first + 1);
		assertThat(refused(Requests.server(0, Fallback.RANDOM, new PortRange(first, first + 2))).attempts())
			.extracting(Attempt::port)
			.containsExactlyInAnyOrder(first, first + 1, first + 2)
			.startsWith(first + 1);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void resolveWhenRestartedTriesThePortBeforeEvenTheConfiguredOne(boolean free) throws IOException {
		int configured = Ports.free();
		int before = free ? Ports.free() : taken(1);
		this.portBeforeRestart = OptionalInt.of(before);
		PortAllocation port = resolved(Requests.server(configured, Fallback.NONE));
		assertThat(port.port().port()).isEqualTo(free ? before : configured);
		assertThat(port.port().source()).isEqualTo(free ? PortSource.STICKY : PortSource.CONFIGURED);
	}

}
