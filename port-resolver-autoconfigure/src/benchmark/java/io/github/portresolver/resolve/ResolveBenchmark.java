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
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.portresolver.Fallback;
import io.github.portresolver.Hold;
import io.github.portresolver.lease.Leases;
import io.github.portresolver.owner.PortOwners;
import io.github.portresolver.resolve.PortResolver.Resolution;
import io.github.portresolver.resolve.PortResolver.Settings;
import io.github.portresolver.resolve.PortResolver.StartHistory;
import io.github.portresolver.testsupport.Ports;
import io.github.portresolver.testsupport.Requests;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import org.springframework.util.FileSystemUtils;

/**
 * What choosing a port costs, with the lease files of a registry. The floor is what a
 * server does without it: open a socket, bind it, listen, and close it.
 */
public class ResolveBenchmark {

	private static int bind(int port) throws IOException {
		try (ServerSocketChannel channel = ServerSocketChannel.open()) {
			channel.bind(new InetSocketAddress(port));
			return port;
		}
		catch (BindException ex) {
			return 0;
		}
	}

	/**
	 * Sockets that really listen, and a registry.
	 */
	public abstract static class Neighbours {

		static final int ANY = 0;

		private final List<ServerSocketChannel> neighbours = new ArrayList<>();

		private Path directory;

		Leases leases;

		@Setup
		public void open() throws IOException {
			this.directory = Files.createTempDirectory("resolve-benchmark");
			this.leases = new Leases(this.directory, System.err::println);
		}

		@TearDown
		public void close() throws IOException {
			for (ServerSocketChannel neighbour : this.neighbours) {
				neighbour.close();
			}
			FileSystemUtils.deleteRecursively(this.directory);
		}

		// What others have is taken, too
		void take(IntStream ports) throws IOException {
			for (int port : ports.toArray()) {
				try {
					this.neighbours.add(Ports.listen(port));
				}
				catch (BindException ex) {
					// By them
				}
			}
		}

		void search(PortRequest request, Settings settings, int expected) {
			PortAttempts search = new PortAttempts(request, settings, PortBinder.ofSystem(this.leases),
					PortOwners.ofSystem(), StartHistory.NONE);
			if (!request.isRandom()) {
				search.tryOnce();
			}
			search.tryFallbacks(Set.of());
			close(search.held(), expected);
		}

		void resolve(PortRequest request, Settings settings, int expected) {
			Resolution resolution = PortResolver.ofSystem(this.leases)
				.resolve(List.of(request), settings, StartHistory.NONE, Set.of());
			close(((Resolution.Resolved) resolution).ports().get(0).held(), expected);
		}

		private void close(HeldPort held, int expected) {
			if (expected != ANY && held.port() != expected) {
				throw new IllegalStateException("Got " + held.port() + " instead of " + expected);
			}
			held.close();
		}

	}

	/**
	 * The port is free.
	 */
	@State(Scope.Benchmark)
	public static class FreePort extends Neighbours {

		private final Settings settings = Requests.rules(100);

		private int port;

		private PortRequest handOff;

		private PortRequest guard;

		private PortRequest random;

		@Setup
		public void find() {
			this.port = Ports.free();
			this.handOff = Requests.server(this.port, Hold.HAND_OFF, null);
			this.guard = Requests.server(this.port, Hold.GUARD, null);
			this.random = Requests.server(0, Fallback.RANDOM, new PortRange(20000, 29999));
		}

		@Benchmark
		public int floor() throws IOException {
			return bind(this.port);
		}

		@Benchmark
		public void handOff() {
			resolve(this.handOff, this.settings, this.port);
		}

		@Benchmark
		public void guard() {
			resolve(this.guard, this.settings, this.port);
		}

		@Benchmark
		public void randomInARange() {
			search(this.random, this.settings, ANY);
		}

	}

	/**
	 * The port and those above it are taken.
	 */
	@State(Scope.Benchmark)
	public static class TakenPorts extends Neighbours {

		@Param({ "10", "100", "1000", "10000" })
		private int taken;

		private Settings settings;

		private int first;

		private int free;

		private PortRequest request;

		@Setup
		public void take() throws IOException {
			this.settings = Requests.rules(this.taken);
			this.free = Ports.free();
			while (this.free - this.taken < 11000) {
				this.free = Ports.free();
			}
			this.first = this.free - this.taken;
			take(IntStream.range(this.first, this.free));
			this.request = Requests.server(this.first, Fallback.ADJACENT);
		}

		@Benchmark
		public int floor() throws IOException {
			int port = this.first;
			while (bind(port) == 0) {
				port++;
			}
			return port;
		}

		@Benchmark
		public void adjacent() {
			search(this.request, this.settings, this.free);
		}

		@Benchmark
		public void adjacentAndWhoHasTheFirst() {
			resolve(this.request, this.settings, this.free);
		}

	}

	/**
	 * One port of a range is free.
	 */
	@State(Scope.Benchmark)
	public static class NearlyFullRange extends Neighbours {

		private static final int SIZE = 1000;

		private final Settings settings = Requests.rules(0);

		private int free;

		private PortRange range;

		private PortRequest request;

		@Setup
		public void take() throws IOException {
			this.free = Ports.free();
			int first = Math.max(11000, this.free - SIZE / 2);
			this.range = new PortRange(first, first + SIZE - 1);
			take(IntStream.range(first, first + SIZE).filter((port) -> port != this.free));
			this.request = Requests.server(0, Fallback.RANDOM, this.range);
		}

		@Benchmark
		public int floor() throws IOException {
			List<Integer> ports = IntStream.rangeClosed(this.range.first(), this.range.last())
				.boxed()
				.collect(Collectors.toList());
			Collections.shuffle(ports);
			int bound = 0;
			for (int i = 0; bound == 0; i++) {
				bound = bind(ports.get(i));
			}
			return bound;
		}

		@Benchmark
		public void random() {
			search(this.request, this.settings, this.free);
		}

	}

}
