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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.github.portresolver.lease.LeaseOutcome.Acquired;
import io.github.portresolver.lease.LeaseOutcome.Taken;
import io.github.portresolver.testsupport.ForkedJvm;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PortLeases} between processes.
 */
@Timeout(300)
class PortLeasesProcessTests extends AbstractPortLeasesTests {

	private static final Duration LONG = Duration.ofSeconds(60);

	@Test
	void secondProcessOnTheOnlyPortFailsAndNamesHolder() throws Exception {
		try (ForkedJvm first = fork(Duration.ZERO, 1, 1)) {
			assertThat(first.firstLine()).isEqualTo("acquired 1");
			try (ForkedJvm second = fork(Duration.ZERO, 1, 1)) {
				assertThat(second.firstLine()).isEqualTo("taken 1 " + first.pid());
			}
			assertThat(holderPid(this.leases.acquire(1, Duration.ofMillis(20)))).isEqualTo(first.pid());
			first.endInput();
			assertAcquires(1, Duration.ZERO);
		}
	}

	@Test
	void secondProcessOnTheOnlyPortWaitsUntilTheFirstLetsGo() throws Exception {
		PortLease lease = acquire(1);
		try (ForkedJvm second = fork(LONG, 1, 1); ForkedJvm third = fork(Duration.ZERO, 2, 2)) {
			assertThat(third.firstLine()).isEqualTo("acquired 2");
			lease.close();
			assertThat(second.firstLine()).isEqualTo("acquired 1");
			assertThat(holderPid(this.leases.tryAcquire(1))).isEqualTo(second.pid());
		}
	}

	@Test
	void waitForAnotherProcessEndsWhenItReleases() throws Exception {
		try (ForkedJvm first = fork(Duration.ZERO, 1, 1)) {
			assertThat(first.firstLine()).isEqualTo("acquired 1");
			CountDownLatch waiting = new CountDownLatch(1);
			PortLeases waiter = new PortLeases(this.directory, null, System::nanoTime, (monitor, duration) -> {
				waiting.countDown();
				Sleeper.onMonitor(monitor, duration);
			});
			CompletableFuture<LeaseOutcome> outcome = CompletableFuture.supplyAsync(() -> waiter.acquire(1, LONG));
			assertThat(waiting.await(30, TimeUnit.SECONDS)).isTrue();
			assertThat(outcome).isNotDone();
			first.endInput();
			((Acquired) outcome.get(60, TimeUnit.SECONDS)).lease().close();
		}
	}

	@Test
	void waitersForAnotherProcessDoNotWakeEachOther() throws Exception {
		AtomicInteger pauses = new AtomicInteger();
		PortLeases waiter = new PortLeases(this.directory, null, System::nanoTime, (monitor, duration) -> {
			pauses.incrementAndGet();
			Sleeper.onMonitor(monitor, duration);
		});
		try (ForkedJvm first = fork(Duration.ZERO, 1, 1)) {
			assertThat(first.firstLine()).isEqualTo("acquired 1");
			List<CompletableFuture<LeaseOutcome>> outcomes = IntStream.range(0, 4)
				.mapToObj((i) -> CompletableFuture.supplyAsync(() -> waiter.acquire(1, Duration.ofMillis(300)),
						(task) -> new Thread(task).start()))
				.toList();
			for (CompletableFuture<LeaseOutcome> outcome : outcomes) {
				assertThat(outcome.get(30, TimeUnit.SECONDS)).isInstanceOf(Taken.class);
			}
		}
		assertThat(pauses).hasValueLessThan(4 * 10);
	}

	@Test
	void failedAttemptsInThisProcessDoNotDropItsLease() throws Exception {
		try (PortLease lease = acquire(1)) {
			for (int i = 0; i < 10; i++) {
				assertThat(holderPid(this.leases.tryAcquire(1))).isEqualTo(ProcessHandle.current().pid());
			}
			System.gc();
			try (ForkedJvm other = fork(Duration.ZERO, 1, 1)) {
				assertThat(other.firstLine()).isEqualTo("taken 1 " + ProcessHandle.current().pid());
			}
			assertThat(lease.isValid()).isTrue();
		}
	}

	@Test
	void leaseThatNobodyRefersToHoldsNevertheless() throws Exception {
		assertThat(this.leases.tryAcquire(1)).isInstanceOf(Acquired.class);
		for (int i = 0; i < 5; i++) {
			System.gc();
		}
		try (ForkedJvm other = fork(Duration.ZERO, 1, 1)) {
			assertThat(other.firstLine()).isEqualTo("taken 1 " + ProcessHandle.current().pid());
		}
	}

	@Test
	void killedProcessLeavesNothingLocked() throws Exception {
		try (ForkedJvm first = fork(Duration.ZERO, 1, 1)) {
			assertThat(first.firstLine()).isEqualTo("acquired 1");
			assertThat(this.leases.tryAcquire(1)).isInstanceOf(Taken.class);
			first.kill();
			assertThat(this.directory.path().resolve("1.holder")).content().isNotBlank();
			assertAcquires(1, Duration.ZERO);
			assertThat(this.directory.path().resolve("1.holder")).content().isBlank();
		}
	}

	@Test
	void tenProcessesOnTenPortsGetTenDifferentOnes() throws Exception {
		assertThatProcessesGetDifferentPorts(10);
	}

	@Test
	@Tag("heavy")
	void sixtyFourProcessesOnSixtyFourPortsGetSixtyFourDifferentOnes() throws Exception {
		assertThatProcessesGetDifferentPorts(64);
	}

	private void assertThatProcessesGetDifferentPorts(int count) throws Exception {
		List<ForkedJvm> processes = new ArrayList<>();
		try {
			for (int i = 0; i < count; i++) {
				processes.add(fork(Duration.ZERO, 1, count));
			}
			List<String> outcomes = new ArrayList<>();
			for (ForkedJvm process : processes) {
				outcomes.add(process.firstLine());
			}
			assertThat(outcomes).allMatch((outcome) -> outcome.startsWith("acquired")).doesNotHaveDuplicates();
		}
		finally {
			processes.forEach(ForkedJvm::close);
		}
	}

	private ForkedJvm fork(Duration timeout, int first, int last) throws Exception {
		return LeaseProcess.fork(this.directory.path(), timeout, first, last);
	}

	private void assertAcquires(int port, Duration timeout) {
		assertThat(this.leases.acquire(port, timeout)).isInstanceOfSatisfying(Acquired.class,
				(acquired) -> acquired.lease().close());
	}

	private static long holderPid(LeaseOutcome outcome) {
		LeaseHolder holder = ((Taken) outcome).holder();
		return (holder != null) ? holder.pid() : -1;
	}

}
