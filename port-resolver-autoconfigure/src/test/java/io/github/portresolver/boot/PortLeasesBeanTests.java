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

package io.github.portresolver.boot;

import java.nio.file.Path;
import java.time.Duration;

import io.github.portresolver.PortLease;
import io.github.portresolver.PortLeaseException;
import io.github.portresolver.PortLeases;
import io.github.portresolver.testsupport.Ports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the bean that leases ports to users.
 */
class PortLeasesBeanTests {

	@TempDir
	Path temp;

	private final int port = Ports.free();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PortResolverAutoConfiguration.class));

	@Test
	void portIsLeasedFromTheRegistryUntilTheContextIsClosed() {
		Path registry = this.temp.resolve("registry");
		this.runner.withPropertyValues("port-resolver.registry.directory=" + registry).run((context) -> {
			PortLeases leases = context.getBean(PortLeases.class);
			assertThat(registry).doesNotExist();
			assertThat(leases.acquire(this.port, Duration.ZERO).port()).isEqualTo(this.port);
			assertThat(NamedPortsTests.isLeased(registry, this.port)).isTrue();
		});
		assertThat(NamedPortsTests.isLeased(registry, this.port)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "port-resolver.enabled=false", "port-resolver.registry.enabled=false" })
	void whenSwitchedOffLeasesBindThisProcess(String off) {
		Path registry = this.temp.resolve("registry");
		this.runner.withPropertyValues(off, "port-resolver.registry.directory=" + registry).run((context) -> {
			PortLeases leases = context.getBean(PortLeases.class);
			try (PortLease lease = leases.acquire(this.port, Duration.ZERO)) {
				assertThatExceptionOfType(PortLeaseException.class)
					.isThrownBy(() -> leases.acquire(lease.port(), Duration.ZERO));
			}
			assertThat(registry).doesNotExist();
		});
	}

	@Test
	void userBeanTakesPrecedence() {
		PortLeases own = new PortLeases() {

			@Override
			public PortLease acquire(int port, Duration timeout) {
				throw new UnsupportedOperationException();
			}

			@Override
			public PortLease acquireAny(int first, int last, Duration timeout) {
				throw new UnsupportedOperationException();
			}

		};
		this.runner.withBean(PortLeases.class, () -> own)
			.run((context) -> assertThat(context.getBean(PortLeases.class)).isSameAs(own));
	}

}
