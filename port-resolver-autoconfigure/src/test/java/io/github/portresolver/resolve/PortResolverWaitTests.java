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
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.github.portresolver.Fallback;
import io.github.portresolver.PortSource;
import io.github.portresolver.resolve.PortAllocation.Attempt;
import io.github.portresolver.resolve.PortResolver.Resolution;
import io.github.portresolver.testsupport.Ports;
import io.github.portresolver.testsupport.Requests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PortResolver}: trying a port in use again.
 */
@Timeout(120)
class PortResolverWaitTests extends AbstractPortResolverTests {

	@ParameterizedTest
	@ValueSource(strings = { "PT0S", "PT10M" })
	void resolveWhenPortStaysInUseWaitsAsLongAsAskedFor(Duration wait) throws IOException {
		int port = Ports.free();
		listen(port);
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
		Resolution.Resolved resolution = resolved(resolver(PortBinder.ofSystem(null), time::nanoTime, time::sleep),
				Requests.settings(Requests.rules(100), Duration.ofSeconds(10)),
				Requests.server(port, Fallback.ADJACENT), Requests.management(port + 1, Fallback.ADJACENT));
		assertThat(time.slept()).isEqualTo(Duration.ofSeconds(1));
		assertThat(resolution.ports()).extracting((allocation) -> allocation.port().port())
			.containsExactly(port, port + 1);
		assertThat(resolution.ports()).flatExtracting(PortAllocation::attempts)
			.extracting((attempt) -> attempt.outcome().label())
			.containsExactly("bound", "bound");
		assertThat(resolution.ports()).flatExtracting(PortAllocation::attempts)
			.extracting(Attempt::owner)
			.containsOnlyNulls();
		assertThat(resolution.ports().get(0).port().source()).isEqualTo(PortSource.CONFIGURED);
	}

	@Test
	void resolveWhenWaitingHoldsThePortsOfOtherRequests() throws IOException {
		int port = Ports.freeRun(2);
		listen(port);
		List<Boolean> free = new ArrayList<>();
		FakeTime time = new FakeTime((slept) -> free.add(Ports.isFree(port + 1)));
		refused(resolver(PortBinder.ofSystem(null), time::nanoTime, time::sleep),
				Requests.settings(Requests.rules(100), Duration.ofSeconds(1)), Requests.server(port, Fallback.NONE),
				Requests.management(port + 1, Fallback.NONE));
		assertThat(free).isNotEmpty().containsOnly(false);
	}

	@Test
	void resolveWhenWaitIsLongerThanALongOfNanosecondsWaits() throws IOException {
		int port = Ports.free();
		ServerSocketChannel holder = listen(port);
		FakeTime time = new FakeTime((slept) -> closeAfter(slept, holder));
		Resolution.Resolved resolution = resolved(resolver(PortBinder.ofSystem(null), time::nanoTime, time::sleep),
				Requests.settings(Requests.rules(100), Duration.ofDays(200_000)), Requests.server(port, Fallback.NONE));
		assertThat(resolution.ports().get(0).port().port()).isEqualTo(port);
	}

	@Test
	void resolveWhenInterruptedStopsWaiting() throws Exception {
		int port = Ports.free();
		listen(port);
		CountDownLatch waiting = new CountDownLatch(1);
		CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
		PortResolver resolver = resolver(PortBinder.ofSystem(null), System::nanoTime, (duration) -> {
			waiting.countDown();
			LockSupport.parkNanos(duration.toNanos());
		});
		Thread thread = new Thread(() -> {
			refused(resolver, Requests.settings(Requests.rules(100), Duration.ofMinutes(10)),
					Requests.server(port, Fallback.NONE));
			interrupted.complete(Thread.currentThread().isInterrupted());
		});
		thread.setDaemon(true);
		thread.start();
		assertThat(waiting.await(30, TimeUnit.SECONDS)).isTrue();
		thread.interrupt();
		assertThat(interrupted.get(30, TimeUnit.SECONDS)).as("interrupted status is kept").isTrue();
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

}
