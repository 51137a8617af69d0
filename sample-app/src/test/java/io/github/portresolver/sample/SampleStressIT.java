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

package io.github.portresolver.sample;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many JVMs at once on few ports. Run by the profile {@code stress}, for the server that
 * the jar was built with; what it measures it prints in lines that start with
 * {@code FIGURE}.
 */
@Tag("heavy")
class SampleStressIT {

	private static final int PROCESSES = Integer.getInteger("stress.processes", 64);

	private static final int PORTS = PROCESSES + PROCESSES / 4;

	private static final int ROUNDS = Integer.getInteger("stress.rounds", 3);

	@Test
	void manyAtOnceShareFewPorts() throws Exception {
		for (int round = 1; round <= ROUNDS; round++) {
			int first = freeRun();
			Outcome outcome = startAll(first, true);
			System.out.printf("FIGURE %d at once, %d ports, round %d: %s%n", PROCESSES, PORTS, round, outcome);
			outcome.assertAllServe(first);
		}
	}

	@Test
	void manyAtOnceShareFewPortsWithRival() throws Exception {
		for (int round = 1; round <= ROUNDS; round++) {
			int first = freeRun();
			try (SampleProcess rival = PortRival.start(first, PORTS)) {
				Outcome outcome = startAll(first, true);
				assertThat(rival.isAlive()).isTrue();
				long taken = PortRival.end(rival);
				System.out.printf("FIGURE %d at once, %d ports, a rival that took %d, round %d: %s%n", PROCESSES, PORTS,
						taken, round, outcome);
				assertThat(taken).isPositive();
				outcome.assertAllServe(first);
			}
		}
	}

	/**
	 * What others do, in the same run: look for a free port, let it go, start on it.
	 */
	@Test
	void probeThenBindLosesStarts() throws Exception {
		Outcome outcome = startAll(freeRun(), false);
		System.out.printf("FIGURE %d at once, %d ports, probe then bind: %s%n", PROCESSES, PORTS, outcome);
		assertThat(outcome.failed()).isPositive();
	}

	@Test
	void handOffKeepsPortFromRivalThatSpins() throws Exception {
		assertThat(keptFromSpinner("hand-off")).isEqualTo(20);
	}

	@Test
	void guardAgainstRivalThatSpins() throws Exception {
		// There is no promise: it is measured
		assertThat(keptFromSpinner("guard")).isNotNegative();
	}

	private static int keptFromSpinner(String hold) throws Exception {
		int kept = 0;
		int[] keptBy = new int[2];
		for (int round = 0; round < 20; round++) {
			try (SampleProcess sample = SampleProcess.start("--server.port=" + freeRun(),
					"--port-resolver.hold=" + hold)) {
				sample.awaitOutput(": server.port=");
				int port = sample.resolvedPort();
				try (PortSpinner spinner = new PortSpinner(port, round % 2 == 0)) {
					boolean keeps = sample.awaitStartedOrEnd() == port && !spinner.hasTaken();
					keptBy[round % 2] += keeps ? 1 : 0;
					kept += keeps ? 1 : 0;
					assertThat(spinner.attempts()).isPositive();
				}
			}
		}
		System.out.printf(
				"FIGURE %s against a rival that spins: kept %d of 20 (with SO_REUSEADDR %d, without %d of 10)%n", hold,
				kept, keptBy[0], keptBy[1]);
		return kept;
	}

	private static Outcome startAll(int first, boolean resolve) throws Exception {
		List<SampleProcess> samples = new ArrayList<>();
		long start = System.nanoTime();
		try {
			for (int i = 0; i < PROCESSES; i++) {
				samples.add(resolve
						? SampleProcess.start("--server.port=" + first, "--port-resolver.fallback=adjacent",
								"--port-resolver.adjacent.attempts=" + (PORTS - 1))
						: SampleProcess.start("--server.port=" + probe(first), "--port-resolver.enabled=false"));
			}
			List<Integer> ports = samples.stream().map(SampleProcess::awaitStartedOrEnd).toList();
			int answered = 0;
			for (int port : ports) {
				answered += (port > 0 && SampleProcess.get(port, "/").startsWith("Hello")) ? 1 : 0;
			}
			return new Outcome(ports, answered, (System.nanoTime() - start) / 1_000_000_000);
		}
		finally {
			for (SampleProcess sample : samples) {
				sample.close();
			}
		}
	}

	private static int probe(int first) throws IOException {
		for (int port = first; port < first + PORTS; port++) {
			if (isFree(port)) {
				return port;
			}
		}
		throw new IllegalStateException("There is no free port");
	}

	/**
	 * Return the first of a run of free ports, below those the system draws.
	 */
	private static int freeRun() throws IOException {
		for (int attempt = 0; attempt < 1000; attempt++) {
			int first = ThreadLocalRandom.current().nextInt(20_000, 30_000);
			int port = first;
			while (port < first + PORTS && isFree(port)) {
				port++;
			}
			if (port == first + PORTS) {
				return first;
			}
		}
		throw new IllegalStateException("There is no run of free ports");
	}

	private static boolean isFree(int port) throws IOException {
		try (ServerSocket socket = new ServerSocket()) {
			socket.bind(new InetSocketAddress(port));
			return true;
		}
		catch (BindException ex) {
			return false;
		}
	}

	/**
	 * What became of the starts.
	 *
	 * @param ports the ports, -1 for those that failed
	 * @param answered how many answered a request
	 * @param seconds how long all of it took
	 */
	private record Outcome(List<Integer> ports, int answered, long seconds) {

		private List<Integer> served() {
			return this.ports.stream().filter((port) -> port > 0).toList();
		}

		private int failed() {
			return this.ports.size() - served().size();
		}

		private int twice() {
			return served().size() - new HashSet<>(served()).size();
		}

		private void assertAllServe(int first) {
			assertThat(failed()).isZero();
			assertThat(twice()).isZero();
			assertThat(this.answered).isEqualTo(PROCESSES);
			assertThat(this.ports).allMatch((port) -> port >= first && port < first + PORTS);
		}

		@Override
		public String toString() {
			return "%d failed starts, %d ports twice, %d answered, %d s".formatted(failed(), twice(), this.answered,
					this.seconds);
		}

	}

}
