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

import java.nio.file.Path;

import io.github.portresolver.lease.LeaseOutcome.Acquired;
import io.github.portresolver.registry.RegistryDirectory;
import io.github.portresolver.registry.RegistryUnavailableException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * What tests of {@link PortLeases} share: a registry of their own.
 */
abstract class AbstractPortLeasesTests {

	@TempDir
	Path temp;

	RegistryDirectory directory;

	PortLeases leases;

	@BeforeEach
	void open() throws RegistryUnavailableException {
		this.directory = RegistryDirectory.open(this.temp.resolve("registry"));
		this.leases = new PortLeases(this.directory, "orders");
	}

	PortLease acquire(int port) {
		return ((Acquired) this.leases.tryAcquire(port)).lease();
	}

	static void close(Acquired acquired) {
		acquired.lease().close();
	}

}
