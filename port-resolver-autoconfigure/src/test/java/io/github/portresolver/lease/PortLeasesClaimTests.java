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

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;

import io.github.portresolver.lease.LeaseOutcome.Taken;
import io.github.portresolver.registry.RegistryDirectory;
import io.github.portresolver.testsupport.ForkedJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PortLeases}: a lease belongs to the whole JVM, and so does its file
 * lock.
 */
@Timeout(60)
class PortLeasesClaimTests extends AbstractPortLeasesTests {

	@Test
	void twoClassLoadersDoNotBothAcquire() throws Exception {
		long pid = ProcessHandle.current().pid();
		try (PortLease lease = acquire(1)) {
			assertThat(tryAcquireWithAnotherClassLoader(1)).startsWith("Taken").contains("pid=" + pid);
			assertThat(tryAcquireWithAnotherClassLoader(2)).startsWith("Acquired");
			assertThat(this.leases.tryAcquire(2)).isInstanceOf(Taken.class);
			for (int i = 0; i < 5; i++) {
				System.gc();
			}
			for (int port : List.of(lease.port(), 2)) {
				try (ForkedJvm other = LeaseProcess.fork(this.directory.path(), Duration.ZERO, port, port)) {
					assertThat(other.firstLine()).isEqualTo("taken " + port + " " + pid);
				}
			}
		}
	}

	@Test
	void lockThatTheTableDoesNotKnowIsNeitherTakenNorDropped() throws Exception {
		Path lockFile = this.directory.path().resolve("1.lock");
		try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
				FileLock lock = channel.lock()) {
			assertThat(this.leases.acquire(1, Duration.ofMillis(20))).isInstanceOf(Taken.class);
			assertThat(lock.isValid()).isTrue();
			try (ForkedJvm other = LeaseProcess.fork(this.directory.path(), Duration.ZERO, 1, 1)) {
				assertThat(other.firstLine()).isEqualTo("taken 1 unknown");
			}
		}
		acquire(1).close();
	}

	private String tryAcquireWithAnotherClassLoader(int port) throws Exception {
		URL[] classPath = { PortLeases.class.getProtectionDomain().getCodeSource().getLocation() };
		try (URLClassLoader other = new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader())) {
			return tryAcquireWith(other, port);
		}
	}

	private String tryAcquireWith(ClassLoader classLoader, int port) throws ReflectiveOperationException {
		Class<?> directoryType = classLoader.loadClass(RegistryDirectory.class.getName());
		assertThat(directoryType).isNotSameAs(RegistryDirectory.class);
		Object registry = directoryType.getMethod("open", Path.class).invoke(null, this.directory.path());
		Class<?> type = classLoader.loadClass(PortLeases.class.getName());
		Object others = type.getConstructor(directoryType, String.class).newInstance(registry, "other");
		return String.valueOf(type.getMethod("tryAcquire", int.class).invoke(others, port));
	}

}
