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
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

import io.github.portresolver.Fallback;
import io.github.portresolver.PortSource;
import io.github.portresolver.resolve.PortAllocation.Attempt;
import io.github.portresolver.resolve.PortResolver.Resolution;
import io.github.portresolver.resolve.PortResolver.Settings;
import io.github.portresolver.resolve.PortResolver.StartHistory;
import io.github.portresolver.testsupport.Ports;
import io.github.portresolver.testsupport.Requests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the order in which {@link PortSearch} tries ports, with one that is
 * remembered.
 */
@Timeout(60)
class StickySearchTests extends AbstractPortResolverTests {

	@Test
	void resolveTriesConfiguredAdjacentStickyRandomInThisOrder() throws IOException {
		int configured = taken(3);
		int last = taken(1);
		int random = Ports.free();
		PortAllocation port = resolve(request(configured, Fallback.ADJACENT_THEN_RANDOM, range(last, random)), 2, last);
		assertThat(port.attempts().subList(0, 4)).extracting(Attempt::port)
			.containsExactly(configured, configured + 1, configured + 2, last);
		assertThat(port.attempts().subList(0, 4)).extracting(Attempt::source)
			.containsExactly(PortSource.CONFIGURED, PortSource.ADJACENT, PortSource.ADJACENT, PortSource.STICKY);
		assertThat(port.port().source()).isEqualTo(PortSource.RANDOM);
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
	void resolveWhenConfiguredIsFreeNeverTakesSticky(Fallback fallback) throws IOException {
		int configured = Ports.free();
		PortAllocation port = resolve(request(configured, fallback, null), 100, Ports.free());
		assertThat(port.port().port()).isEqualTo(configured);
		assertThat(port.attempts()).hasSize(1);
	}

	@Test
	void resolveWhenAdjacentIsFreeNeverTakesSticky() throws IOException {
		int configured = taken(2);
		PortAllocation port = resolve(request(configured, Fallback.ADJACENT_THEN_RANDOM, null), 100, Ports.free());
		assertThat(port.port().source()).isEqualTo(PortSource.ADJACENT);
	}

	@ParameterizedTest
	@EnumSource(names = { "NONE", "ADJACENT" })
	void resolveWhenRandomMayNotBeTakenNeverTakesSticky(Fallback fallback) throws IOException {
		int configured = taken(2);
		Resolution resolution = resolution(request(configured, fallback, null), Requests.rules(1), Ports.free());
		assertThat(resolution).isInstanceOfSatisfying(Resolution.Refused.class,
				(refused) -> assertThat(refused.attempts()).extracting(Attempt::source)
					.doesNotContain(PortSource.STICKY));
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
	void resolveWhenAnyPortWillDoTakesSticky(Fallback fallback) throws IOException {
		int last = Ports.free();
		PortAllocation port = resolve(request(0, fallback, null), 100, last);
		assertThat(port.port().port()).isEqualTo(last);
		assertThat(port.port().source()).isEqualTo(PortSource.STICKY);
		assertThat(port.port().isMoved()).isFalse();
	}

	@Test
	void resolveWhenStickyIsInUseDrawsAnother() throws IOException {
		int last = taken(1);
		PortAllocation port = resolve(request(0, Fallback.NONE, null), 100, last);
		assertThat(port.port().port()).isNotEqualTo(last);
		assertThat(port.port().source()).isEqualTo(PortSource.RANDOM);
		assertThat(port.attempts()).extracting(Attempt::port).containsExactly(last, port.port().port());
	}

	@Test
	void resolveWhenStickyIsWithinRangeTakesIt() throws IOException {
		int first = Ports.freeRun(10);
		PortAllocation port = resolve(request(0, Fallback.RANDOM, range(first, first + 9)), 100, first + 7);
		assertThat(port.port().port()).isEqualTo(first + 7);
		assertThat(port.port().source()).isEqualTo(PortSource.STICKY);
		assertThat(port.port().isMoved()).isFalse();
	}

	@Test
	void resolveWhenStickyIsInUseTriesItOnce() throws IOException {
		int first = taken(3);
		Resolution resolution = resolution(request(0, Fallback.RANDOM, range(first, first + 2)), Requests.rules(100),
				first + 1);
		assertThat(((Resolution.Refused) resolution).attempts()).extracting(Attempt::port)
			.containsExactlyInAnyOrder(first, first + 1, first + 2)
			.startsWith(first + 1);
	}

	@Test
	void resolveWhenStickyIsExcludedNeverTriesIt() throws IOException {
		int last = Ports.free();
		Resolution resolution = resolution(request(0, Fallback.NONE, null),
				Requests.rules(100, new PortRange(last, last)), last);
		assertThat(resolution).isInstanceOfSatisfying(Resolution.Resolved.class, (resolved) -> {
			assertThat(resolved.ports().get(0).port().source()).isEqualTo(PortSource.RANDOM);
			assertThat(resolved.ports().get(0).attempts()).extracting(Attempt::port).doesNotContain(last);
		});
	}

	@Test
	void resolveWhenStickyIsOutOfRangeNeverTriesIt() throws IOException {
		int last = Ports.free();
		int only = Ports.free();
		PortAllocation port = resolve(request(0, Fallback.NONE, range(only, only)), 100, last);
		assertThat(port.port().port()).isEqualTo(only);
		assertThat(port.attempts()).extracting(Attempt::source).containsExactly(PortSource.RANDOM);
	}

	@Test
	void resolveWhenRestartedTriesThePortBeforeEvenTheConfiguredOne() throws IOException {
		int configured = Ports.free();
		int before = Ports.free();
		Start restart = new Start(OptionalInt.of(before), OptionalInt.empty());
		Resolution resolution = resolution(request(configured, Fallback.NONE, null), Requests.rules(0), restart);
		assertThat(resolution).isInstanceOfSatisfying(Resolution.Resolved.class, (resolved) -> {
			assertThat(resolved.ports().get(0).port().port()).isEqualTo(before);
			assertThat(resolved.ports().get(0).port().source()).isEqualTo(PortSource.STICKY);
		});
	}

	@Test
	void resolveWhenRestartedAndThePortBeforeIsInUseTakesTheConfiguredOne() throws IOException {
		int configured = Ports.free();
		Start restart = new Start(OptionalInt.of(taken(1)), OptionalInt.empty());
		Resolution resolution = resolution(request(configured, Fallback.NONE, null), Requests.rules(0), restart);
		assertThat(resolution).isInstanceOfSatisfying(Resolution.Resolved.class, (resolved) -> {
			assertThat(resolved.ports().get(0).port().port()).isEqualTo(configured);
			assertThat(resolved.ports().get(0).port().source()).isEqualTo(PortSource.CONFIGURED);
		});
	}

	private PortAllocation resolve(PortRequest request, int adjacentAttempts, int last) {
		Resolution resolution = resolution(request, Requests.rules(adjacentAttempts), last);
		assertThat(resolution).isInstanceOf(Resolution.Resolved.class);
		return ((Resolution.Resolved) resolution).ports().get(0);
	}

	private Resolution resolution(PortRequest request, Settings rules, int last) {
		return resolution(request, rules, new Start(OptionalInt.empty(), OptionalInt.of(last)));
	}

	private Resolution resolution(PortRequest request, Settings rules, Start start) {
		Resolution resolution = PortResolver.ofSystem(null).resolve(List.of(request), rules, start, Set.of());
		if (resolution instanceof Resolution.Resolved resolved) {
			resolved.ports().stream().map(PortAllocation::held).forEach(this.open::add);
		}
		return resolution;
	}

	private static PortRequest request(int port, Fallback fallback, PortRange range) {
		return Requests.server(port, fallback, range);
	}

	private static PortRange range(int one, int other) {
		return new PortRange(Math.min(one, other), Math.max(one, other));
	}

	private int taken(int length) throws IOException {
		int first = Ports.freeRun(length);
		for (int port = first; port < first + length; port++) {
			listen(port);
		}
		return first;
	}

	private record Start(OptionalInt before, OptionalInt last) implements StartHistory {

		@Override
		public OptionalInt portBeforeRestart(PortRequest request) {
			return this.before;
		}

		@Override
		public OptionalInt lastPort(PortRequest request) {
			return this.last;
		}

	}

}
