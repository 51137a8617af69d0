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
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.github.portresolver.Hold;
import io.github.portresolver.resolve.PortResolver.Resolution;
import io.github.portresolver.resolve.PortResolver.Settings;
import io.github.portresolver.resolve.PortResolver.StartHistory;
import io.github.portresolver.testsupport.Ports;
import io.github.portresolver.testsupport.Requests;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to resolve a port that is free, beside a plain bind of it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class ResolveBenchmark {

	private final PortResolver resolver = PortResolver.ofSystem(null);

	private final Settings settings = new Settings(100, List.of(), true, Duration.ofSeconds(1));

	private final StartHistory context = new StartHistory() {
	};

	private int port;

	private List<PortRequest> handOff;

	private List<PortRequest> guard;

	@Setup
	public void findFreePort() throws IOException {
		this.port = Ports.free();
		this.handOff = List.of(Requests.server(this.port, Hold.HAND_OFF, null));
		this.guard = List.of(Requests.server(this.port, Hold.GUARD, null));
	}

	@Benchmark
	public void resolveWithHandOff() {
		resolve(this.handOff);
	}

	@Benchmark
	public void resolveWithGuard() {
		resolve(this.guard);
	}

	private void resolve(List<PortRequest> requests) {
		((Resolution.Resolved) this.resolver.resolve(requests, this.settings, this.context, Set.of())).ports()
			.forEach((allocation) -> allocation.held().close());
	}

	@Benchmark
	public void plainBind() throws IOException {
		try (ServerSocketChannel channel = ServerSocketChannel.open()) {
			channel.bind(new InetSocketAddress(this.port));
		}
	}

}
