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
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.github.portresolver.Fallback;
import io.github.portresolver.Hold;
import io.github.portresolver.PortSource;
import io.github.portresolver.owner.OwnerAnswer.Listener;
import io.github.portresolver.resolve.PortAllocation.Attempt;
import io.github.portresolver.resolve.PortResolver.Resolution;
import io.github.portresolver.resolve.PortResolver.Settings;
import io.github.portresolver.testsupport.Ports;
import io.github.portresolver.testsupport.Requests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link PortResolver} on real sockets: what it holds, and for what it waits.
 */
@Timeout(120)
class PortResolverTests extends AbstractPortResolverTests {

	@Test
	void resolveWhenPortIsFreeHoldsIt() throws IOException {
		int port = Ports.free();
		PortAllocation resolved = resolved(Requests.server(port, Fallback.ADJACENT));
		assertThat(resolved.port().port()).isEqualTo(port);
		assertThat(resolved.port().source()).isEqualTo(PortSource.CONFIGURED);
		assertThat(resolved.port().isMoved()).isFalse();
		assertThat(resolved.port().hold()).isEqualTo(Hold.HAND_OFF);
		assertThat(resolved.elapsed()).isPositive();
		assertThat(resolved.attempts()).extracting(Attempt::port).containsExactly(port);
		assertThat(Ports.accepts(port)).isTrue();
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
	void resolveWhenAnyPortWillDoHoldsARandomOne(Fallback fallback) throws IOException {
		PortAllocation resolved = resolved(Requests.server(0, fallback));
		assertThat(resolved.port().port()).isBetween(1, PortRange.MAX_PORT);
		assertThat(resolved.port().source()).isEqualTo(PortSource.RANDOM);
		assertThat(resolved.port().isMoved()).isFalse();
		assertThat(resolved.attempts()).extracting(Attempt::port).containsExactly(resolved.port().port());
		assertThat(Ports.isFree(resolved.port().port())).isFalse();
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
		this.binder = binder;
		assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(
				() -> resolve(Requests.server(port, Fallback.NONE), Requests.management(port + 1, Fallback.NONE)));
		assertThat(binder.bound()).hasSize(1);
		assertThat(Ports.isFree(port)).isTrue();
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void resolveWhenCertainAddressNamesNeighbourAndDoesNotMove() throws IOException {
		int port = Ports.free();
		listen("::1", port);
		PortAllocation resolved = resolved(Requests.server(port, Fallback.ADJACENT, Ports.address("127.0.0.1")));
		assertThat(resolved.port().port()).isEqualTo(port);
		assertThat(resolved.port().isMoved()).isFalse();
		assertThat(resolved.neighbours()).extracting(Listener::address)
			.containsExactly(new InetSocketAddress("::1", port));
		assertThat(resolved.neighbours()).extracting((listener) -> listener.owner().pid())
			.containsExactly(ProcessHandle.current().pid());
	}

	@ParameterizedTest
	@EnumSource(names = { "HAND_OFF", "GUARD" })
	void resolveWhenNobodyElseListensHasNoNeighbours(Hold hold) throws IOException {
		for (String host : new String[] { "127.0.0.1", "::1", "::" }) {
			assertThat(resolved(Requests.server(Ports.free(), hold, Ports.address(host))).neighbours()).as(host)
				.isEmpty();
		}
	}

	@Test
	void resolveWhenThreadsAskForOnePortGivesEachItsOwn() throws Exception {
		int threads = 100;
		int port = Ports.freeRun(threads);
		this.settings = new Settings(threads, List.of(), true, Duration.ofMillis(1));
		CountDownLatch start = new CountDownLatch(threads);
		Callable<Integer> task = () -> {
			start.countDown();
			assertThat(start.await(30, TimeUnit.SECONDS)).isTrue();
			return resolved(Requests.server(port, Fallback.ADJACENT_THEN_RANDOM)).port().port();
		};
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try {
			List<Integer> ports = new ArrayList<>();
			for (Future<Integer> each : executor.invokeAll(Collections.nCopies(threads, task), 60, TimeUnit.SECONDS)) {
				ports.add(each.get());
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

	@ParameterizedTest
	@ValueSource(strings = { "PT0S", "PT10M" })
	void resolveWhenPortStaysInUseWaitsAsLongAsAskedFor(Duration wait) throws IOException {
		this.wait = wait;
		Resolution.Refused refused = refused(Requests.server(taken(1), Fallback.NONE));
		assertThat(this.slept).isEqualTo(wait);
		assertThat(refused.attempts()).hasSize(1);
	}

	@Test
	void resolveWhenPortBecomesFreeInTimeTakesItAndDoesNotMove() throws IOException {
		int port = Ports.freeRun(2);
		closeAfterASecond(listen(port));
		this.wait = Duration.ofSeconds(10);
		List<PortAllocation> ports = resolvedAll(Requests.server(port, Fallback.ADJACENT),
				Requests.management(port + 1, Fallback.ADJACENT));
		assertThat(this.slept).isEqualTo(Duration.ofSeconds(1));
		assertThat(ports).extracting((allocation) -> allocation.port().port()).containsExactly(port, port + 1);
		assertThat(ports).flatExtracting(PortAllocation::attempts)
			.extracting((attempt) -> attempt.outcome().label())
			.containsExactly("bound", "bound");
		assertThat(ports).extracting(PortAllocation::owner).containsOnlyNulls();
		assertThat(ports.get(0).port().source()).isEqualTo(PortSource.CONFIGURED);
	}

	@Test
	void resolveWhenWaitingHoldsThePortsOfOtherRequests() throws IOException {
		int port = Ports.freeRun(2);
		listen(port);
		this.wait = Duration.ofSeconds(1);
		List<Boolean> free = new ArrayList<>();
		this.whileSleeping = (slept) -> free.add(Ports.isFree(port + 1));
		refused(Requests.server(port, Fallback.NONE), Requests.management(port + 1, Fallback.NONE));
		assertThat(free).isNotEmpty().containsOnly(false);
	}

	@Test
	void resolveWhenWaitIsLongerThanALongOfNanosecondsWaits() throws IOException {
		int port = Ports.free();
		closeAfterASecond(listen(port));
		this.wait = Duration.ofDays(200_000);
		assertThat(resolved(Requests.server(port, Fallback.NONE)).port().port()).isEqualTo(port);
	}

	@Test
	void resolveWhenInterruptedStopsWaiting() throws Exception {
		int port = taken(1);
		this.wait = Duration.ofDays(1);
		CountDownLatch waiting = new CountDownLatch(1);
		this.whileSleeping = (slept) -> {
			waiting.countDown();
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
		};
		CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			refused(Requests.server(port, Fallback.NONE));
			interrupted.complete(Thread.currentThread().isInterrupted());
		});
		thread.setDaemon(true);
		thread.start();
		assertThat(waiting.await(30, TimeUnit.SECONDS)).isTrue();
		thread.interrupt();
		assertThat(interrupted.get(30, TimeUnit.SECONDS)).as("interrupted status is kept").isTrue();
	}

	private void closeAfterASecond(ServerSocketChannel holder) {
		this.whileSleeping = (slept) -> {
			if (slept.equals(Duration.ofSeconds(1))) {
				try {
					holder.close();
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
			}
		};
	}

}
