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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.portresolver.lease.LeaseOutcome.Acquired;
import io.github.portresolver.lease.LeaseOutcome.Taken;
import io.github.portresolver.registry.ProcessStamp;
import io.github.portresolver.registry.RegistryDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link PortLeases} within one JVM.
 */
@Timeout(60)
class PortLeasesTests extends AbstractPortLeasesTests {

	@Test
	void acquireWhenReleasedAcquiresAgain() {
		PortLease first = acquire(1);
		assertThat(first.port()).isEqualTo(1);
		assertThat(first.isValid()).isTrue();
		assertThat(this.leases.tryAcquire(1)).isInstanceOf(Taken.class);
		first.close();
		assertThat(first.isValid()).isFalse();
		acquire(1).close();
	}

	@Test
	void tryAcquireWhenTakenNamesHolder() {
		try (PortLease lease = acquire(1)) {
			LeaseHolder holder = ((Taken) this.leases.tryAcquire(lease.port())).holder();
			ProcessStamp current = ProcessStamp.current();
			assertThat(holder).isEqualTo(new LeaseHolder(current.pid(), current.start(), "orders"));
		}
	}

	@Test
	void closeTwiceDoesNotReleaseTheLeaseOfTheNextOwner() {
		PortLease first = acquire(1);
		first.close();
		try (PortLease second = acquire(1)) {
			first.close();
			assertThat(second.isValid()).isTrue();
			assertThat(this.leases.tryAcquire(1)).isInstanceOf(Taken.class);
		}
	}

	@Test
	void lockFileStaysEmptyAndHolderFileIsBlankAfterClose() throws Exception {
		try (PortLease lease = acquire(1)) {
			assertThat(this.directory.path().resolve("1.lock")).isEmptyFile();
			assertThat(this.directory.path().resolve("1.holder")).content().contains("orders");
			assertThat(lease).hasToString("lease of port 1");
		}
		assertThat(this.directory.path().resolve("1.lock")).isEmptyFile();
		assertThat(this.directory.path().resolve("1.holder")).content().isBlank();
		assertThat(names()).hasSize(2);
	}

	@Test
	void tryAcquireWhenThreadIsInterruptedAcquiresAndKeepsTheInterrupt() throws Exception {
		Thread.currentThread().interrupt();
		try (PortLease lease = acquire(1)) {
			assertThat(Thread.interrupted()).isTrue();
			assertThat(lease.isValid()).isTrue();
			assertThat(names()).containsExactlyInAnyOrder("1.lock", "1.holder");
		}
	}

	@Test
	void acquireAnyTakesTheFirstThatIsFree() {
		try (PortLease first = acquire(7); PortLease second = acquire(8)) {
			assertThat(this.leases.acquireAny(List.of(second.port(), first.port(), 9, 10), Duration.ZERO))
				.isInstanceOfSatisfying(Acquired.class, (acquired) -> {
					assertThat(acquired.lease().port()).isEqualTo(9);
					close(acquired);
				});
			assertThat(this.leases.acquireAny(List.of(8, 7), Duration.ZERO)).isInstanceOfSatisfying(Taken.class,
					(taken) -> assertThat(taken.port()).isEqualTo(8));
		}
	}

	@Test
	void acquireWhenPortIsOutOfRangeThrows() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.leases.tryAcquire(0));
		assertThatIllegalArgumentException().isThrownBy(() -> this.leases.tryAcquire(65536))
			.withMessage("Port 65536 is not within 1-65535");
		assertThatIllegalArgumentException().isThrownBy(() -> this.leases.acquireAny(List.of(), Duration.ZERO));
	}

	@Test
	void leasesOfTwoDirectoriesAreIndependent() throws Exception {
		PortLeases others = new PortLeases(RegistryDirectory.open(this.temp.resolve("other")), null);
		try (PortLease lease = acquire(1)) {
			assertThat(others.tryAcquire(lease.port())).isInstanceOfSatisfying(Acquired.class,
					AbstractPortLeasesTests::close);
		}
	}

	@Test
	void directoryReachedThroughLinkedParentIsTheSame() throws Exception {
		Path link = Files.createSymbolicLink(this.temp.resolve("link"), this.temp);
		PortLeases others = new PortLeases(RegistryDirectory.open(link.resolve("registry")), null);
		try (PortLease lease = acquire(1)) {
			assertThat(others.tryAcquire(1)).isInstanceOf(Taken.class);
			assertThat(lease.isValid()).isTrue();
		}
	}

	@Test
	void leaseWhoseLockFileWasDeletedIsNotValid() throws Exception {
		try (PortLease lease = acquire(1)) {
			Files.delete(this.directory.path().resolve("1.lock"));
			assertThat(lease.isValid()).isFalse();
			Files.createFile(this.directory.path().resolve("1.lock"));
			assertThat(lease.isValid()).isFalse();
		}
	}

	@Test
	void hundredThreadsOnHundredPortsGetHundredDifferentOnes() throws Exception {
		List<Integer> ports = IntStream.rangeClosed(1, 100).boxed().toList();
		CountDownLatch ready = new CountDownLatch(ports.size());
		Callable<LeaseOutcome> task = () -> {
			ready.countDown();
			ready.await();
			return this.leases.acquireAny(ports, Duration.ZERO);
		};
		ExecutorService threads = Executors.newFixedThreadPool(ports.size());
		try {
			Set<Integer> acquired = threads.invokeAll(ports.stream().map((port) -> task).toList())
				.stream()
				.map(PortLeasesTests::lease)
				.map(PortLease::port)
				.collect(Collectors.toSet());
			assertThat(acquired).hasSize(100);
			assertThat(this.leases.acquireAny(ports, Duration.ZERO)).isInstanceOf(Taken.class);
		}
		finally {
			threads.shutdownNow();
		}
	}

	private List<String> names() throws IOException {
		try (Stream<Path> files = Files.list(this.directory.path())) {
			return files.map((file) -> file.getFileName().toString()).toList();
		}
	}

	private static PortLease lease(Future<LeaseOutcome> outcome) {
		try {
			return ((Acquired) outcome.get()).lease();
		}
		catch (Exception ex) {
			throw new AssertionError(ex);
		}
	}

}
