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
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

import io.github.portresolver.owner.Listener;
import io.github.portresolver.owner.Owner;
import io.github.portresolver.owner.OwnerAnswer;
import io.github.portresolver.owner.PortOwners;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link PortResolver} on real sockets.
 */
@Timeout(120)
class PortResolverTests {

	private static final BindOutcome IN_USE = new BindOutcome.InUse();

	private static final PortRange ALL = new PortRange(1, PortRange.MAX_PORT);

	private final FakeTime time = new FakeTime((slept) -> {
	});

	private final List<AutoCloseable> open = new ArrayList<>();

	@AfterEach
	void close() throws Exception {
		for (AutoCloseable closeable : this.open) {
			closeable.close();
		}
	}

	@Test
	void resolveWhenPortIsFreeHoldsIt() throws IOException {
		int port = Ports.free();
		ResolvedPort resolved = resolved(Requests.server(port, Fallback.ADJACENT)).ports().get(0);
		assertThat(resolved.port()).isEqualTo(port);
		assertThat(resolved.source()).isEqualTo(PortSource.CONFIGURED);
		assertThat(resolved.isMoved()).isFalse();
		assertThat(resolved.hold()).isEqualTo(Hold.HAND_OFF);
		assertThat(resolved.elapsed()).isPositive();
		assertThat(resolved.attempts()).extracting(Attempt::port).containsExactly(port);
		assertThat(Ports.accepts(port)).isTrue();
	}

	@Test
	void resolveWhenPortMayNotMoveGuardsIt() throws IOException {
		int port = Ports.free();
		ResolvedPort resolved = resolved(Requests.server(port, Fallback.NONE)).ports().get(0);
		assertThat(resolved.hold()).isEqualTo(Hold.GUARD);
		assertThat(Ports.isFree(port)).isFalse();
		assertThat(Ports.accepts(port)).isFalse();
	}

	@Test
	void resolveWhenPortIsInUseMovesToAdjacent() throws IOException {
		int port = Ports.freeRun(3);
		listen(port);
		listen(port + 1);
		Resolution.Resolved resolution = resolved(Requests.server(port, Fallback.ADJACENT_THEN_RANDOM));
		ResolvedPort resolved = resolution.ports().get(0);
		assertThat(resolved.port()).isEqualTo(port + 2);
		assertThat(resolved.source()).isEqualTo(PortSource.ADJACENT);
		assertThat(resolved.isMoved()).isTrue();
		assertThat(resolved.attempts()).extracting(Attempt::port).containsExactly(port, port + 1, port + 2);
		assertThat(resolved.attempts()).extracting((attempt) -> attempt.outcome().label())
			.containsExactly("in-use", "in-use", "bound");
		assertThat(resolution.held()).extracting(HeldPort::port).containsExactly(port + 2);
		assertThat(Ports.accepts(port + 2)).isTrue();
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void resolveWhenPortIsInUseNamesItsOwnerInTheFirstAttemptOnly() throws IOException {
		int port = Ports.freeRun(3);
		listen(port);
		listen(port + 1);
		ResolvedPort resolved = resolved(Requests.server(port, Fallback.ADJACENT)).ports().get(0);
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
		ResolvedPort resolved = resolved(settings,
				Requests.server(port, Fallback.ADJACENT_THEN_RANDOM, PortRange.of(other)))
			.ports()
			.get(0);
		assertThat(resolved.port()).isEqualTo(other);
		assertThat(resolved.source()).isEqualTo(PortSource.RANDOM);
		assertThat(resolved.attempts()).extracting(Attempt::source)
			.containsExactly(PortSource.CONFIGURED, PortSource.ADJACENT, PortSource.RANDOM);
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
	void resolveWhenAnyPortWillDoHoldsARandomOne(Fallback fallback) throws IOException {
		ResolvedPort resolved = resolved(Requests.server(0, fallback)).ports().get(0);
		assertThat(resolved.port()).isBetween(1, PortRange.MAX_PORT);
		assertThat(resolved.source()).isEqualTo(PortSource.RANDOM);
		assertThat(resolved.isMoved()).isFalse();
		assertThat(resolved.attempts()).extracting(Attempt::port).containsExactly(resolved.port());
		assertThat(Ports.isFree(resolved.port())).isFalse();
	}

	@Test
	void resolveWhenRandomIsDrawnPrefersThePortOfLastTime() throws IOException {
		int port = Ports.freeRun(10);
		Resolution resolution = resolveAfter(port + 7,
				Requests.server(0, Fallback.RANDOM, new PortRange(port, port + 9)));
		ResolvedPort resolved = resolved(resolution).ports().get(0);
		assertThat(resolved.port()).isEqualTo(port + 7);
		assertThat(resolved.source()).isEqualTo(PortSource.STICKY);
		assertThat(resolved.isMoved()).isFalse();
	}

	@Test
	void resolveWhenPortOfLastTimeIsInUseTriesItOnce() throws IOException {
		int port = Ports.freeRun(3);
		for (int taken = port; taken < port + 3; taken++) {
			listen(taken);
		}
		Resolution resolution = resolveAfter(port + 1,
				Requests.server(0, Fallback.RANDOM, new PortRange(port, port + 2)));
		assertThat(((Resolution.Refused) resolution).attempts()).extracting(Attempt::port)
			.containsExactlyInAnyOrder(port, port + 1, port + 2)
			.startsWith(port + 1);
	}

	@Test
	void resolveBindsAllConfiguredPortsBeforeAnyFallback() throws IOException {
		int port = Ports.freeRun(3);
		listen(port);
		List<ResolvedPort> ports = resolved(Requests.server(port, Fallback.ADJACENT),
				Requests.management(port + 1, Fallback.ADJACENT))
			.ports();
		assertThat(ports).extracting(ResolvedPort::name).containsExactly("server", "management");
		assertThat(ports).extracting(ResolvedPort::port).containsExactly(port + 2, port + 1);
		assertThat(ports).extracting(ResolvedPort::isMoved).containsExactly(true, false);
	}

	@Test
	void resolveSkipsExcludedPorts() throws IOException {
		int port = Ports.freeRun(4);
		listen(port);
		Requests.Start settings = Requests.settings(Requests.rules(100, new PortRange(port, port + 2)));
		ResolvedPort resolved = resolved(settings, Requests.server(port, Fallback.ADJACENT)).ports().get(0);
		assertThat(resolved.port()).isEqualTo(port + 3);
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
	@EnabledOnOs(OS.LINUX)
	void resolveWhenRangeIsExhaustedIsRefused() throws IOException {
		int port = Ports.freeRun(4);
		for (int taken = port; taken < port + 4; taken++) {
			listen(taken);
		}
		Resolution.Refused refused = refused(Requests.server(port, Fallback.RANDOM, new PortRange(port, port + 3)));
		assertThat(refused.outcome()).isEqualTo(IN_USE);
		assertThat(refused.owner().owner().pid()).isEqualTo(ProcessHandle.current().pid());
		assertThat(refused.attempts().get(0))
			.isEqualTo(new Attempt(port, PortSource.CONFIGURED, IN_USE, refused.owner()));
		assertThat(refused.attempts().subList(1, 4)).extracting(Attempt::port)
			.containsExactlyInAnyOrder(port + 1, port + 2, port + 3);
		listen(refused.freePort().getAsInt());
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void resolveWhenPortMayNotMoveIsRefusedWithOwnerAndFreePort() throws IOException {
		int port = Ports.freeRun(3);
		listen(port);
		listen(port + 1);
		PortRequest request = Requests.server(port, Fallback.NONE);
		Resolution.Refused refused = refused(request);
		assertThat(refused.request()).isEqualTo(request);
		assertThat(refused.outcome()).isEqualTo(IN_USE);
		assertThat(refused.owner()).isInstanceOf(OwnerAnswer.Listening.class);
		assertThat(refused.owner().owner().pid()).isEqualTo(ProcessHandle.current().pid());
		assertThat(refused.attempts())
			.containsExactly(new Attempt(port, PortSource.CONFIGURED, IN_USE, refused.owner()));
		assertThat(refused.freePort()).hasValue(port + 2);
		listen(port + 2);
	}

	@Test
	void resolveWhenRefusedDoesNotSuggestExcludedPort() throws IOException {
		int port = Ports.freeRun(3);
		listen(port);
		Requests.Start settings = Requests.settings(Requests.rules(100, PortRange.of(port + 1)));
		Resolution.Refused refused = refused(PortResolver.ofSystem(null), settings,
				Requests.server(port, Fallback.NONE));
		assertThat(refused.freePort()).hasValue(port + 2);
	}

	@Test
	void resolveWhenHighestPortIsInUseSuggestsAnyFreePort() throws IOException {
		PortResolver resolver = resolver(new StubBinder((port) -> (port == PortRange.MAX_PORT) ? IN_USE : null));
		Resolution.Refused refused = refused(resolver, Requests.settings(Requests.rules(100)),
				Requests.server(PortRange.MAX_PORT, Fallback.ADJACENT));
		assertThat(refused.freePort()).isPresent();
		listen(refused.freePort().getAsInt());
	}

	@Test
	void resolveWhenRefusedClosesEverythingElse() throws IOException {
		int server = Ports.free();
		int management = Ports.free();
		listen(management);
		Resolution.Refused refused = refused(Requests.server(server, Fallback.NONE),
				Requests.management(management, Fallback.NONE));
		assertThat(refused.request().name()).isEqualTo("management");
		assertThat(Ports.isFree(server)).isTrue();
	}

	@Test
	void resolveWhenRefusedDoesNotSuggestThePortOfAnotherRequest() throws IOException {
		int port = Ports.freeRun(3);
		listen(port);
		Resolution.Refused refused = refused(Requests.server(port, Fallback.NONE),
				Requests.management(port + 1, Fallback.NONE));
		assertThat(refused.request().name()).isEqualTo("server");
		assertThat(refused.freePort()).hasValue(port + 2);
		assertThat(Ports.isFree(port + 1)).isTrue();
	}

	@Test
	void resolveWhenBinderThrowsClosesEverythingElse() throws IOException {
		int port = Ports.freeRun(2);
		StubBinder binder = new StubBinder((candidate) -> {
			if (candidate == port + 1) {
				throw new UncheckedIOException(new IOException("Too many open files"));
			}
			return null;
		});
		assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> Requests.settings(Requests.rules(100))
			.resolve(resolver(binder),
					List.of(Requests.server(port, Fallback.NONE), Requests.management(port + 1, Fallback.NONE))));
		assertThat(binder.bound()).hasSize(1);
		assertThat(Ports.isFree(port)).isTrue();
	}

	@Test
	void resolveDoesNotMoveToAPortThatAnotherRequestHasOnAnotherAddress() throws IOException {
		int port = Ports.freeRun(3);
		listen(port);
		Resolution.Resolved resolved = resolved(Requests.server(port, Fallback.ADJACENT, Ports.address("127.0.0.1")),
				Requests.management(port + 1, Fallback.ADJACENT, Ports.address("127.0.0.2")));
		assertThat(resolved.ports()).extracting(ResolvedPort::port).containsExactly(port + 2, port + 1);
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
	void resolveWhenAddressIsForeignIsRefusedAtOnce(Fallback fallback) throws IOException {
		Requests.Start settings = Requests.settings(Requests.rules(100), Duration.ofHours(1));
		Resolution.Refused refused = refused(resolver(PortBinder.ofSystem(null)), settings,
				Requests.server(Ports.free(), fallback, Ports.address("192.0.2.1")));
		assertThat(refused.outcome()).isInstanceOf(BindOutcome.Unavailable.class);
		assertThat(refused.attempts()).hasSize(1);
		assertThat(refused.owner()).isNull();
		assertThat(refused.freePort()).isEmpty();
		assertThat(this.time.slept()).isZero();
	}

	@Test
	void resolveWhenAddressIsForeignAndAnyPortWillDoIsRefusedAtOnce() throws IOException {
		Resolution.Refused refused = refused(Requests.server(0, Fallback.RANDOM, Ports.address("192.0.2.1")));
		assertThat(refused.outcome()).isInstanceOf(BindOutcome.Unavailable.class);
		assertThat(refused.attempts()).hasSize(1);
	}

	@Test
	void resolveWhenOneAddressIsForeignDoesNotWaitForTheOtherPort() throws IOException {
		int port = Ports.freeRun(2);
		listen(port);
		Requests.Start settings = Requests.settings(Requests.rules(100), Duration.ofHours(1));
		Resolution.Refused refused = refused(resolver(PortBinder.ofSystem(null)), settings,
				Requests.server(port, Fallback.ADJACENT),
				Requests.management(port + 1, Fallback.ADJACENT, Ports.address("192.0.2.1")));
		assertThat(refused.request().name()).isEqualTo("management");
		assertThat(this.time.slept()).isZero();
		assertThat(Ports.isFree(port + 1)).isTrue();
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
	void resolveWhenPrivilegedPortIsDeniedIsRefusedAtOnce(Fallback fallback) {
		PortResolver resolver = resolver(new StubBinder((port) -> (port == 80) ? new BindOutcome.Denied(80) : null));
		Requests.Start settings = Requests.settings(Requests.rules(100), Duration.ofHours(1));
		Resolution.Refused refused = refused(resolver, settings, Requests.server(80, fallback));
		assertThat(refused.outcome()).isEqualTo(new BindOutcome.Denied(80));
		assertThat(refused.attempts()).hasSize(1);
		assertThat(refused.freePort().getAsInt()).isGreaterThanOrEqualTo(1024);
		assertThat(this.time.slept()).isZero();
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void resolveAsNobodyWhenPortIsPrivilegedIsRefusedAtOnce(@TempDir Path directory) throws Exception {
		String denied = new BindOutcome.Denied(80) + " after 1";
		assertThat(ForkedJvm.runAsNobody(directory, "resolve", 80)).containsExactly("none: " + denied,
				"adjacent: " + denied, "random: " + denied, "adjacent-then-random: " + denied);
	}

	@Test
	void resolveWhenUnprivilegedPortIsDeniedMoves() throws IOException {
		int port = Ports.freeRun(2);
		PortResolver resolver = resolver(
				new StubBinder((candidate) -> (candidate == port) ? new BindOutcome.Denied(port) : null));
		ResolvedPort resolved = resolved(resolver, Requests.settings(Requests.rules(100)),
				Requests.server(port, Fallback.ADJACENT))
			.ports()
			.get(0);
		assertThat(resolved.port()).isEqualTo(port + 1);
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

	@Test
	void resolveWithoutWaitDoesNotSleep() throws IOException {
		int port = Ports.free();
		listen(port);
		refused(resolver(PortBinder.ofSystem(null)), Requests.settings(Requests.rules(100)),
				Requests.server(port, Fallback.NONE));
		assertThat(this.time.slept()).isZero();
	}

	@Test
	void resolveWhenPortStaysInUseWaitsAsLongAsAskedFor() throws IOException {
		int port = Ports.free();
		listen(port);
		Duration wait = Duration.ofMinutes(10);
		Resolution.Refused refused = refused(resolver(PortBinder.ofSystem(null)),
				Requests.settings(Requests.rules(100), wait), Requests.server(port, Fallback.NONE));
		assertThat(this.time.slept()).isEqualTo(wait);
		assertThat(refused.attempts()).hasSize(1);
	}

	@Test
	void resolveWhenPortBecomesFreeInTimeTakesItAndDoesNotMove() throws IOException {
		int port = Ports.freeRun(2);
		ServerSocketChannel holder = listen(port);
		FakeTime time = new FakeTime((slept) -> closeAfter(slept, holder));
		ResolvedPort resolved = resolved(resolver(PortBinder.ofSystem(null), time::nanoTime, time::sleep),
				Requests.settings(Requests.rules(100), Duration.ofSeconds(10)),
				Requests.server(port, Fallback.ADJACENT))
			.ports()
			.get(0);
		assertThat(resolved.port()).isEqualTo(port);
		assertThat(resolved.source()).isEqualTo(PortSource.CONFIGURED);
		assertThat(time.slept()).isEqualTo(Duration.ofSeconds(1));
		assertThat(resolved.attempts()).hasSize(1).extracting(Attempt::owner).containsOnlyNulls();
	}

	@Test
	void resolveWhenWaitingEndsWhenThePortInUseIsHad() throws IOException {
		int port = Ports.freeRun(2);
		ServerSocketChannel holder = listen(port);
		FakeTime time = new FakeTime((slept) -> closeAfter(slept, holder));
		Resolution.Resolved resolution = resolved(resolver(PortBinder.ofSystem(null), time::nanoTime, time::sleep),
				Requests.settings(Requests.rules(100), Duration.ofSeconds(10)),
				Requests.server(port, Fallback.ADJACENT), Requests.management(port + 1, Fallback.ADJACENT));
		assertThat(time.slept()).isEqualTo(Duration.ofSeconds(1));
		assertThat(resolution.ports()).extracting(ResolvedPort::port).containsExactly(port, port + 1);
		assertThat(resolution.ports()).flatExtracting(ResolvedPort::attempts)
			.extracting((attempt) -> attempt.outcome().label())
			.containsExactly("bound", "bound");
	}

	@Test
	void resolveWhenWaitingHoldsThePortsOfOtherRequests() throws IOException {
		int port = Ports.freeRun(2);
		listen(port);
		List<Boolean> free = new ArrayList<>();
		FakeTime time = new FakeTime((slept) -> free.add(PortResolver.isFree(port + 1)));
		refused(resolver(PortBinder.ofSystem(null), time::nanoTime, time::sleep),
				Requests.settings(Requests.rules(100), Duration.ofSeconds(1)), Requests.server(port, Fallback.NONE),
				Requests.management(port + 1, Fallback.NONE));
		assertThat(free).isNotEmpty().containsOnly(false);
	}

	@Test
	void resolveWhenHolderClosesWhileWaitingTakesThePort() throws Exception {
		int port = Ports.free();
		ServerSocketChannel holder = listen(port);
		CountDownLatch waiting = new CountDownLatch(2);
		PortResolver resolver = resolver(PortBinder.ofSystem(null), System::nanoTime, (duration) -> {
			waiting.countDown();
			LockSupport.parkNanos(duration.toNanos());
		});
		ExecutorService executor = Executors.newSingleThreadExecutor();
		try {
			Future<Resolution> resolution = executor
				.submit(() -> Requests.settings(Requests.rules(100), Duration.ofSeconds(60))
					.resolve(resolver, List.of(Requests.server(port, Fallback.NONE))));
			assertThat(waiting.await(30, TimeUnit.SECONDS)).isTrue();
			holder.close();
			assertThat(resolved(resolution.get(30, TimeUnit.SECONDS)).ports()).extracting(ResolvedPort::port)
				.containsExactly(port);
		}
		finally {
			executor.shutdownNow();
		}
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void resolveWhenCertainAddressNamesNeighbourAndDoesNotMove() throws IOException {
		int port = Ports.free();
		this.open.add(Ports.listen("::1", port));
		ResolvedPort resolved = resolved(Requests.server(port, Fallback.ADJACENT, Ports.address("127.0.0.1"))).ports()
			.get(0);
		assertThat(resolved.port()).isEqualTo(port);
		assertThat(resolved.isMoved()).isFalse();
		assertThat(resolved.neighbours()).extracting(Listener::address)
			.containsExactly(new InetSocketAddress("::1", port));
		assertThat(resolved.neighbours()).extracting((listener) -> listener.owner().pid())
			.containsExactly(ProcessHandle.current().pid());
	}

	@ParameterizedTest
	@EnumSource(names = { "HAND_OFF", "GUARD" })
	void resolveWhenNobodyElseListensHasNoNeighbours(Hold hold) throws IOException {
		Requests.Start settings = Requests.settings(Requests.rules(100));
		for (String host : new String[] { "127.0.0.1", "::1", "::" }) {
			ResolvedPort resolved = resolved(settings, Requests.server(Ports.free(), hold, Ports.address(host))).ports()
				.get(0);
			assertThat(resolved.neighbours()).as(host).isEmpty();
		}
	}

	@Test
	void resolveWhenThreadsAskForOnePortGivesEachItsOwn() throws Exception {
		int threads = 100;
		int port = Ports.freeRun(threads);
		PortResolver resolver = PortResolver.ofSystem(null);
		Requests.Start settings = new Requests.Start(
				new ResolverSettings(Requests.rules(threads), Duration.ofMillis(1)), Duration.ZERO);
		CountDownLatch start = new CountDownLatch(threads);
		Callable<Resolution> task = () -> {
			start.countDown();
			assertThat(start.await(30, TimeUnit.SECONDS)).isTrue();
			return settings.resolve(resolver, List.of(Requests.server(port, Fallback.ADJACENT_THEN_RANDOM)));
		};
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try {
			List<Future<Resolution>> resolutions = IntStream.range(0, threads)
				.mapToObj((thread) -> executor.submit(task))
				.toList();
			List<Integer> ports = new ArrayList<>();
			for (Future<Resolution> resolution : resolutions) {
				ports.add(resolved(resolution.get(60, TimeUnit.SECONDS)).ports().get(0).port());
			}
			assertThat(ports).hasSize(threads).doesNotHaveDuplicates().contains(port);
			for (int each : ports) {
				assertThat(Ports.accepts(each)).isTrue();
			}
		}
		finally {
			executor.shutdownNow();
		}
	}

	@Test
	void isFreeTellsAndDoesNotKeepThePort() throws IOException {
		int port = Ports.free();
		assertThat(PortResolver.isFree(port)).isTrue();
		listen(port);
		assertThat(PortResolver.isFree(port)).isFalse();
	}

	private ServerSocketChannel listen(int port) throws IOException {
		ServerSocketChannel channel = Ports.listen(port);
		this.open.add(channel);
		return channel;
	}

	private Resolution resolveAfter(int lastPort, PortRequest request) {
		StartContext context = new StartContext() {

			@Override
			public OptionalInt lastPort(PortRequest request) {
				return OptionalInt.of(lastPort);
			}

		};
		return PortResolver.ofSystem(null)
			.resolve(List.of(request), new ResolverSettings(Requests.rules(100), Duration.ofSeconds(20)), context);
	}

	private void closeAfter(Duration slept, ServerSocketChannel holder) {
		if (slept.equals(Duration.ofSeconds(1))) {
			try {
				holder.close();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
	}

	private PortResolver resolver(PortBinder binder) {
		return resolver(binder, this.time::nanoTime, this.time::sleep);
	}

	private PortResolver resolver(PortBinder binder, LongSupplier nanoTime, Consumer<Duration> sleeper) {
		return new PortResolver(binder, PortOwners.ofSystem(), new Random(1), nanoTime, sleeper);
	}

	private Resolution.Resolved resolved(PortRequest... requests) {
		return resolved(Requests.settings(Requests.rules(100)), requests);
	}

	private Resolution.Resolved resolved(Requests.Start settings, PortRequest... requests) {
		return resolved(PortResolver.ofSystem(null), settings, requests);
	}

	private Resolution.Resolved resolved(PortResolver resolver, Requests.Start settings, PortRequest... requests) {
		return resolved(settings.resolve(resolver, List.of(requests)));
	}

	private Resolution.Resolved resolved(Resolution resolution) {
		assertThat(resolution).isInstanceOf(Resolution.Resolved.class);
		Resolution.Resolved resolved = (Resolution.Resolved) resolution;
		this.open.addAll(resolved.held());
		return resolved;
	}

	private Resolution.Refused refused(PortRequest... requests) {
		return refused(PortResolver.ofSystem(null), Requests.settings(Requests.rules(100)), requests);
	}

	private Resolution.Refused refused(PortResolver resolver, Requests.Start settings, PortRequest... requests) {
		Resolution resolution = settings.resolve(resolver, List.of(requests));
		assertThat(resolution).isInstanceOf(Resolution.Refused.class);
		return (Resolution.Refused) resolution;
	}

}
