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

import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.github.portresolver.PortLease;
import io.github.portresolver.PortLeaseException;
import io.github.portresolver.testsupport.ForkedJvm;
import io.github.portresolver.testsupport.Ports;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link DefaultPortLeases}.
 */
@Timeout(120)
class DefaultPortLeasesTests {

	private static final Duration LONG = Duration.ofSeconds(60);

	private static final long PID = ProcessHandle.current().pid();

	@TempDir
	Path directory;

	private final DefaultPortLeases leases = new DefaultPortLeases(this::open);

	private final DefaultPortLeases others = new DefaultPortLeases(this::open);

	@AfterEach
	void close() {
		this.leases.close();
		this.others.close();
	}

	@Test
	void acquireWhenLeasedFailsAndNamesHolder() {
		int port = Ports.free();
		this.leases.acquire(port, Duration.ZERO);
		assertThatExceptionOfType(PortLeaseException.class)
			.isThrownBy(() -> this.others.acquire(port, Duration.ofMillis(30)))
			.withMessageStartingWith(
					"Port %1$d could not be leased within 30ms: port %1$d is leased by this process, PID %2$d (java",
					port, PID)
			.satisfies((ex) -> {
				assertThat(ex.getPort()).isEqualTo(port);
				assertThat(ex.getHolderPid()).isEqualTo(PID);
			});
	}

	@Test
	void acquireWhenInUseFailsNamesOwnerAndLeavesNoLease() throws Exception {
		int port;
		try (ServerSocket socket = Ports.taken()) {
			port = socket.getLocalPort();
			assertThatExceptionOfType(PortLeaseException.class)
				.isThrownBy(() -> this.leases.acquire(socket.getLocalPort(), Duration.ZERO))
				.withMessageStartingWith(
						"Port %1$d could not be leased within 0ms: port %1$d is in use by this process, PID %2$d", port,
						PID);
		}
		this.others.acquire(port, Duration.ZERO);
	}

	@Test
	void acquireAnyTakesTheFirstThatIsFreeAndFailsWhenNoneIs() {
		for (int[] range : List.of(new int[] { 0, 1 }, new int[] { 1, 65536 }, new int[] { 2, 1 })) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> this.leases.acquireAny(range[0], range[1], Duration.ZERO));
		}
		int first = Ports.freeRun(2);
		assertThat(this.leases.acquireAny(first, first + 1, Duration.ZERO).port()).isEqualTo(first);
		assertThat(this.leases.acquireAny(first, first + 1, Duration.ZERO).port()).isEqualTo(first + 1);
		assertThatExceptionOfType(PortLeaseException.class)
			.isThrownBy(() -> this.leases.acquireAny(first, first + 1, Duration.ZERO))
			.withMessageStartingWith(
					"No port of %d-%d could be leased within 0ms: port %d is leased by this process, PID ", first,
					first + 1, first);
	}

	@Test
	void acquireWhenInterruptedEndsAndKeepsTheInterrupt() {
		int port = Ports.free();
		this.leases.acquire(port, Duration.ZERO);
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(PortLeaseException.class).isThrownBy(() -> this.others.acquire(port, LONG));
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void hundredThreadsOnHundredPortsGetHundredDifferentOnes() throws Exception {
		int first = Ports.freeRun(100);
		assertThat(onThreads(100, 100, () -> this.leases.acquireAny(first, first + 99, LONG).port())).hasSize(100)
			.doesNotHaveDuplicates();
	}

	static <T> List<T> onThreads(int threads, int times, Callable<T> task) throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try {
			List<T> results = new ArrayList<>();
			for (Future<T> result : executor.invokeAll(Collections.nCopies(times, task))) {
				results.add(result.get());
			}
			return results;
		}
		finally {
			executor.shutdownNow();
		}
	}

	@Test
	void secondThreadOnTheOnlyPortWaitsUntilItIsReleased() throws Exception {
		int port = Ports.free();
		PortLease lease = this.leases.acquire(port, Duration.ZERO);
		CompletableFuture<PortLease> second = CompletableFuture.supplyAsync(() -> this.others.acquire(port, LONG));
		assertThat(second).isNotDone();
		lease.close();
		lease.close();
		assertThat(second.get(30, TimeUnit.SECONDS).port()).isEqualTo(port);
		this.others.close();
		assertThat(this.leases.acquire(port, Duration.ZERO).port()).isEqualTo(port);
	}

	@Test
	void secondProcessOnTheOnlyPortWaitsAndGetsItOnceTheFirstIsKilled() throws Exception {
		int port = Ports.free();
		PortLease lease = this.leases.acquire(port, Duration.ZERO);
		try (ForkedJvm first = LeaseProcess.fork(this.directory, LONG, port, port);
				ForkedJvm failing = LeaseProcess.fork(this.directory, Duration.ZERO, port, port)) {
			assertThat(failing.firstLine()).isEqualTo("taken " + PID);
			lease.close();
			assertThat(first.firstLine()).isEqualTo("acquired " + port);
			CompletableFuture<PortLease> waiting = CompletableFuture.supplyAsync(() -> this.leases.acquire(port, LONG));
			assertThat(waiting).isNotDone();
			first.kill();
			assertThat(waiting.get(30, TimeUnit.SECONDS).port()).isEqualTo(port);
		}
	}

	private Leases open() {
		return new Leases(this.directory, (what) -> {
			throw new AssertionError(what);
		});
	}

}
