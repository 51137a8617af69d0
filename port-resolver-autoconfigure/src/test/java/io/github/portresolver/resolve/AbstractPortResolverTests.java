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
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.github.portresolver.owner.PortOwners;
import io.github.portresolver.resolve.PortResolver.Resolution;
import io.github.portresolver.testsupport.Ports;
import io.github.portresolver.testsupport.Requests;
import org.junit.jupiter.api.AfterEach;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What tests of {@link PortResolver} share. What they listen on or are given is closed
 * after each.
 */
abstract class AbstractPortResolverTests {

	static final BindOutcome IN_USE = new BindOutcome.InUse();

	final FakeTime time = new FakeTime((slept) -> {
	});

	final List<AutoCloseable> open = new ArrayList<>();

	@AfterEach
	void close() throws Exception {
		for (AutoCloseable closeable : this.open) {
			closeable.close();
		}
	}

	ServerSocketChannel listen(int port) throws IOException {
		return listen(null, port);
	}

	ServerSocketChannel listen(String host, int port) throws IOException {
		ServerSocketChannel channel = Ports.listen(host, port);
		this.open.add(channel);
		return channel;
	}

	PortResolver resolver(PortBinder binder) {
		return resolver(binder, this.time::nanoTime, this.time::sleep);
	}

	PortResolver resolver(PortBinder binder, LongSupplier nanoTime, Consumer<Duration> sleeper) {
		return new PortResolver(binder, PortOwners.ofSystem(), nanoTime, sleeper);
	}

	Resolution.Resolved resolved(PortRequest... requests) {
		return resolved(Requests.settings(Requests.rules(100)), requests);
	}

	Resolution.Resolved resolved(Requests.Start settings, PortRequest... requests) {
		return resolved(PortResolver.ofSystem(null), settings, requests);
	}

	Resolution.Resolved resolved(PortResolver resolver, Requests.Start settings, PortRequest... requests) {
		return resolved(settings.resolve(resolver, List.of(requests)));
	}

	Resolution.Resolved resolved(Resolution resolution) {
		assertThat(resolution).isInstanceOf(Resolution.Resolved.class);
		Resolution.Resolved resolved = (Resolution.Resolved) resolution;
		resolved.ports().stream().map(PortAllocation::held).forEach(this.open::add);
		return resolved;
	}

	Resolution.Refused refused(PortRequest... requests) {
		return refused(PortResolver.ofSystem(null), Requests.settings(Requests.rules(100)), requests);
	}

	Resolution.Refused refused(PortResolver resolver, Requests.Start settings, PortRequest... requests) {
		Resolution resolution = settings.resolve(resolver, List.of(requests));
		assertThat(resolution).isInstanceOf(Resolution.Refused.class);
		return (Resolution.Refused) resolution;
	}

}
