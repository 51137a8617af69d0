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

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.github.portresolver.lease.LeaseOutcome.Acquired;
import io.github.portresolver.lease.LeaseOutcome.Taken;
import io.github.portresolver.lease.LeaseOutcome.Unavailable;
import io.github.portresolver.registry.RegistryDirectory;
import io.github.portresolver.testsupport.Privileged;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PortLeases} in a registry that is full, or full of rubbish.
 */
@DisabledOnOs(OS.WINDOWS)
@Timeout(60)
class PortLeasesTroubleTests extends AbstractPortLeasesTests {

	@Test
	void lockFileThatIsASymbolicLinkIsUnavailableAndItsTargetUntouched() throws Exception {
		Path outside = Files.writeString(this.temp.resolve("outside"), "outside");
		FileTime past = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
		Files.setLastModifiedTime(outside, past);
		Files.createSymbolicLink(file("1.lock"), outside);
		assertUnavailable(1, "it is a symbolic link");
		assertThat(outside).hasContent("outside");
		assertThat(Files.readAttributes(outside, BasicFileAttributes.class).lastModifiedTime()).isEqualTo(past);
	}

	@Test
	void lockFileThatIsADanglingLinkCreatesNothing() throws Exception {
		Path outside = this.temp.resolve("outside");
		Files.createSymbolicLink(file("1.lock"), outside);
		assertUnavailable(1, "it is a symbolic link");
		assertThat(outside).doesNotExist();
	}

	@Test
	void lockFileThatIsAPipeIsUnavailableAtOnce() throws Exception {
		assertThat(Privileged.run("mkfifo", file("1.lock").toString())).isZero();
		assertUnavailable(1, "it is not a regular file");
	}

	@Test
	void lockFileThatIsADirectoryIsUnavailableAndOthersAreNot() throws Exception {
		Files.createDirectory(file("1.lock"));
		assertUnavailable(1, "it is not a regular file");
		assertUnavailable(1, "it is not a regular file");
		assertThat(this.leases.acquireAny(List.of(1, 2), Duration.ZERO)).isInstanceOfSatisfying(Acquired.class,
				(acquired) -> {
					assertThat(acquired.lease().port()).isEqualTo(2);
					assertThat(this.leases.acquireAny(List.of(1, 2), Duration.ZERO)).isInstanceOf(Taken.class);
					acquired.lease().close();
				});
	}

	@Test
	void lockFileWithContentKeepsIt() throws Exception {
		Files.writeString(file("1.lock"), "rubbish");
		assertAcquires(this.leases, 1);
		assertThat(file("1.lock")).hasContent("rubbish");
	}

	@Test
	void directoryThatVanishedIsUnavailable() throws Exception {
		Files.delete(this.directory.path());
		assertUnavailable(1, "no such file or directory");
	}

	@Test
	void holderFileThatIsADirectoryDoesNotFailTheLease() throws Exception {
		Files.createDirectories(file("1.holder").resolve("below"));
		assertAcquires(this.leases, 1);
		assertThat(file("1.holder").resolve("below")).isDirectory();
	}

	@Test
	void leaseOnAFullDiskIsAnonymous() throws Exception {
		try (Privileged.Mount disk = Privileged.assumeMount(this.temp.resolve("disk"), "size=64k")) {
			RegistryDirectory full = RegistryDirectory.open(disk.point().resolve("registry"));
			disk.fill();
			PortLeases others = new PortLeases(full, "orders");
			PortLease lease = ((Acquired) others.tryAcquire(1)).lease();
			assertThat(lease.isValid()).isTrue();
			assertThat(others.tryAcquire(1)).isEqualTo(new Taken(1, null));
			assertThat(full.path()).isDirectoryNotContaining("glob:**{holder,tmp}");
			lease.close();
		}
	}

	@Test
	void lockFileThatCannotBeCreatedIsUnavailable() throws Exception {
		try (Privileged.Mount disk = Privileged.assumeMount(this.temp.resolve("disk"), "size=64k,nr_inodes=4")) {
			RegistryDirectory full = RegistryDirectory.open(disk.point().resolve("registry"));
			Files.createFile(disk.point().resolve("rubbish"));
			PortLeases others = new PortLeases(full, "orders");
			Files.createFile(full.path().resolve("1.lock"));
			assertThat(others.tryAcquire(2)).isInstanceOfSatisfying(Unavailable.class,
					(unavailable) -> assertThat(unavailable.reason()).contains("2.lock' (No space left on device)"));
			assertAcquires(others, 1);
		}
	}

	private Path file(String name) {
		return this.directory.path().resolve(name);
	}

	private void assertUnavailable(int port, String reason) {
		assertThat(this.leases.acquire(port, Duration.ofMinutes(1)))
			.isEqualTo(new Unavailable("Port " + port + " cannot be leased with '" + file(port + ".lock") + "' ("
					+ reason + "); remove that file or set 'port-resolver.registry.directory'"));
	}

	private static void assertAcquires(PortLeases leases, int port) {
		assertThat(leases.tryAcquire(port)).isInstanceOfSatisfying(Acquired.class,
				(acquired) -> acquired.lease().close());
	}

}
