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

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.portresolver.lease.Leases.Lease;
import io.github.portresolver.testsupport.ForkedJvm;
import io.github.portresolver.testsupport.Privileged;
import io.github.portresolver.testsupport.Program;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Leases}.
 */
@Timeout(120)
class LeasesTests {

	@TempDir
	Path directory;

	private final List<String> trouble = new ArrayList<>();

	private Leases leases;

	private InetAddress one;

	private InetAddress other;

	@BeforeEach
	void create() throws Exception {
		this.leases = new Leases(this.directory, this.trouble::add);
		this.one = InetAddress.getByName("127.0.0.1");
		this.other = InetAddress.getByName("::1");
	}

	@Test
	void tryAcquireOnEveryAddressAndOnOneExcludeEachOtherAndNameTheHolder() throws Exception {
		long pid = ProcessHandle.current().pid();
		try (Lease first = acquire(this.one); Lease second = acquire(this.other)) {
			first.confirm();
			second.confirm();
			assertThat(this.leases.tryAcquire(this.one, 1).isHeld()).isFalse();
			assertThat(this.leases.tryAcquire(this.other, 1).isHeld()).isFalse();
			assertThat(holderPid(this.leases.tryAcquire(null, 1))).isEqualTo(pid);
			assertThat(holderPid(this.leases.tryAcquire(InetAddress.getByName("::"), 1))).isEqualTo(pid);
		}
		try (Lease lease = acquire(null)) {
			lease.confirm();
			assertThat(lease).hasToString("lease of port 1");
			assertThat(holderPid(this.leases.tryAcquire(null, 1))).isEqualTo(pid);
			assertThat(this.leases.tryAcquire(this.one, 1).isHeld()).isFalse();
		}
		acquire(this.one).close();
		acquire(null).close();
	}

	@Test
	void leaseOnOneAddressIsFoundWhoeverLeasedThePortBefore() throws Exception {
		acquire(this.one).close();
		try (Lease lease = acquire(null)) {
			lease.confirm();
		}
		try (Lease lease = acquire(this.other)) {
			this.leases.forget(1);
			for (int i = 0; i < 2; i++) {
				assertThat(this.leases.tryAcquire(null, 1).isHeld()).isFalse();
			}
			assertThat(lease.isHeld()).isTrue();
		}
		acquire(null).close();
	}

	@Test
	void isUnusedUntilThePortIsLeasedAndOnceItIsForgotten() throws Exception {
		assertThat(this.leases.isUnused(1)).isTrue();
		try (Lease lease = acquire(this.one)) {
			this.leases.forget(1);
			assertThat(lease.isHeld()).isTrue();
			assertThat(this.leases.isUnused(1)).isFalse();
			assertThat(this.leases.isUnused(2)).isTrue();
			try (Lease claim = Leases.ofThisProcess().tryAcquire(null, 2)) {
				assertThat(claim.isHeld()).isTrue();
				assertThat(this.leases.isUnused(2)).isFalse();
			}
		}
		assertThat(this.leases.isUnused(1)).isFalse();
		this.leases.forget(1);
		assertThat(this.leases.isUnused(1)).isTrue();
	}

	@Test
	void tryAcquireWaitsForALeaseThatIsNotConfirmedYet() {
		Lease lease = acquire(null);
		Thread releasing = new Thread(lease::close);
		releasing.start();
		acquire(null).close();
		assertThat(lease.isHeld()).isFalse();
	}

	@Test
	void holderWhenProcessStartedAtAnotherTimeIsUnknown() {
		long pid = ProcessHandle.current().pid();
		for (String text : List.of("", " ", "rubbish", pid + " 1", pid + "", Integer.MAX_VALUE + " 1", "-1 -1",
				"1 2 3")) {
			assertThat(Lease.holder(text)).as(text).isNull();
		}
	}

	@Test
	void holderMayHaveStartedTenSecondsEarlierOrLater() {
		ProcessHandle process = ProcessHandle.current();
		long start = process.info().startInstant().orElseThrow().getEpochSecond();
		assertThat(List.of(-11, -10, 10, 11))
			.filteredOn((seconds) -> Lease.holder(process.pid() + " " + (start + seconds)) != null)
			.containsExactly(-10, 10);
	}

	@Test
	void withoutDirectoryLeasesBindThisProcess() throws Exception {
		Leases local = Leases.ofThisProcess();
		try (Lease lease = local.tryAcquire(null, 1)) {
			lease.confirm();
			assertThat(holderPid(Leases.ofThisProcess().tryAcquire(this.one, 1)))
				.isEqualTo(ProcessHandle.current().pid());
		}
		assertThat(this.directory).isEmptyDirectory();
		assertThat(Path.of("1.lock")).doesNotExist();
	}

	@Test
	void whenLockFileCannotBeUsedLeaseBindsThisProcessAndSaysWhy() throws Exception {
		Path file = Files.createDirectory(this.directory.resolve("1.lock"));
		try (Lease lease = acquire(null)) {
			lease.confirm();
			assertThat(this.leases.tryAcquire(null, 1).isHeld()).isFalse();
		}
		assertThat(this.trouble).contains("Lock file '" + file + "' cannot be used (it is not a regular file): "
				+ "the lease applies only within this process; correct that, or set 'port-resolver.registry.directory' to another one");
	}

	@Test
	void whenDiskIsFullLeaseIsAnonymous() throws Exception {
		try (Privileged.Mount disk = Privileged.assumeMount(this.directory.resolve("disk"), "size=64k")) {
			disk.fill();
			Leases full = new Leases(disk.point(), this.trouble::add);
			try (Lease lease = full.tryAcquire(null, 1)) {
				lease.confirm();
				assertThat(Program.run("cat", disk.point().resolve("1.lock").toString()).output())
					.as("others wait while it is")
					.isNotBlank();
				try (ForkedJvm process = LeaseProcess.fork(disk.point(), Duration.ZERO, 1, 1)) {
					assertThat(process.firstLine()).isEqualTo("taken null");
				}
			}
			try (Lease lease = full.tryAcquire(this.one, 1)) {
				assertThat(lease.isHeld()).isTrue();
				assertThat(full.tryAcquire(null, 1).isHeld()).isFalse();
			}
			assertThat(this.trouble).isEmpty();
		}
	}

	private Lease acquire(@Nullable InetAddress address) {
		Lease lease = this.leases.tryAcquire(address, 1);
		assertThat(lease.isHeld()).isTrue();
		return lease;
	}

	private static @Nullable Long holderPid(Lease lease) {
		assertThat(lease.isHeld()).isFalse();
		return lease.holder().pid();
	}

}
