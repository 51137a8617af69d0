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

package io.github.portresolver.lease;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.github.portresolver.lease.LeaseOutcome.Acquired;
import io.github.portresolver.lease.LeaseOutcome.Taken;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PortLeases}: waiting for a lease within one JVM.
 */
@Timeout(60)
class PortLeasesWaitTests extends AbstractPortLeasesTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	@Test
	void acquireWhenInterruptedWhileWaitingReturnsTaken() throws Exception {
		CountDownLatch waiting = new CountDownLatch(1);
		PortLeases waiter = new PortLeases(this.directory, null, System::nanoTime, (monitor, duration) -> {
			waiting.countDown();
			Sleeper.onMonitor(monitor, LONG);
		});
		try (PortLease lease = acquire(1)) {
			inThread((thread) -> {
				Future<LeaseOutcome> outcome = thread.submit(() -> waiter.acquire(lease.port(), LONG));
				assertThat(waiting.await(30, TimeUnit.SECONDS)).isTrue();
				thread.shutdownNow();
				assertThat(outcome.get(30, TimeUnit.SECONDS)).isInstanceOf(Taken.class);
			});
		}
	}

	@Test
	void acquireWhenReleasedByAnotherThreadIsWokenBeforeThePauseEnds() throws Exception {
		PortLease lease = acquire(1);
		PortLeases waiter = new PortLeases(this.directory, null, System::nanoTime, (monitor, duration) -> {
			synchronized (monitor) {
				Thread closer = new Thread(lease::close);
				closer.start();
				monitor.wait(LONG.toMillis());
			}
		});
		long start = System.nanoTime();
		assertThat(waiter.acquire(1, LONG)).isInstanceOfSatisfying(Acquired.class, AbstractPortLeasesTests::close);
		assertThat(System.nanoTime() - start).isLessThan(LONG.toNanos());
	}

	@Test
	void acquireWhenTakenTriesUntilTheTimeIsUp() {
		AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
		List<Duration> pauses = new ArrayList<>();
		PortLeases waiter = new PortLeases(this.directory, null, now::get, (monitor, duration) -> {
			pauses.add(duration);
			now.addAndGet(duration.toNanos());
		});
		try (PortLease lease = acquire(1)) {
			assertThat(waiter.acquire(lease.port(), Duration.ofMillis(300))).isInstanceOf(Taken.class);
		}
		assertThat(pauses).map(Duration::toMillis).containsExactly(5L, 10L, 20L, 40L, 80L, 80L, 65L);
	}

	@Test
	void acquireWithEndlessTimeoutAcquires() {
		assertThat(this.leases.acquire(1, Duration.ofSeconds(Long.MAX_VALUE))).isInstanceOfSatisfying(Acquired.class,
				AbstractPortLeasesTests::close);
	}

	private void inThread(ThreadTask task) throws Exception {
		ExecutorService thread = Executors.newSingleThreadExecutor();
		try {
			task.run(thread);
		}
		finally {
			thread.shutdownNow();
		}
	}

	@FunctionalInterface
	private interface ThreadTask {

		void run(ExecutorService thread) throws Exception;

	}

}
