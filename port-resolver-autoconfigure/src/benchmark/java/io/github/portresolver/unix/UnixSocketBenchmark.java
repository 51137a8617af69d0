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

package io.github.portresolver.unix;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares a socket file with loopback TCP on the same server in one run, as a test; see
 * {@code src/benchmark/benchmarks.sh}. Rounds alternate, so that both meet the same
 * machine; the median round counts.
 */
@Timeout(300)
class UnixSocketBenchmark extends AbstractUnixSocketTests {

	private static final int ROUNDS = 9;

	private static final int WARM_UP_ROUNDS = 3;

	private static final int REQUESTS = 4_000;

	private static final int CONNECTIONS = 4;

	@BeforeAll
	static void printHeader() {
		System.out.printf("%n| | requests per second | over TCP | times | median latency | over TCP | times "
				+ "| 99th percentile | over TCP |%n|---|---|---|---|---|---|---|---|---|%n");
	}

	@ParameterizedTest
	@EnumSource
	void compare(UnixServer server) throws Exception {
		try (ReactiveWebServerApplicationContext context = server.start(path(), "--server.port=0",
				"--logging.level.root=off", "--spring.main.banner-mode=off")) {
			int port = context.getWebServer().getPort();
			Connector unix = () -> UnixClient.connect(this.path);
			Connector tcp = () -> UnixClient.connect(port);
			List<Round> unixRounds = new ArrayList<>();
			List<Round> tcpRounds = new ArrayList<>();
			for (int i = 0; i < WARM_UP_ROUNDS + ROUNDS; i++) {
				unixRounds.add(Round.of(unix));
				tcpRounds.add(Round.of(tcp));
			}
			print(server, Round.median(unixRounds), Round.median(tcpRounds));
		}
	}

	private static void print(UnixServer server, Round unix, Round tcp) {
		System.out.printf("| %s | %.0f | %.0f | %.2f | %.0f us | %.0f us | %.2f | %.0f us | %.0f us |%n", server,
				unix.perSecond, tcp.perSecond, unix.perSecond / tcp.perSecond, unix.median, tcp.median,
				unix.median / tcp.median, unix.worst, tcp.worst);
		assertThat(unix.perSecond).isPositive();
	}

	/**
	 * Opens connections.
	 */
	@FunctionalInterface
	interface Connector {

		UnixClient connect() throws IOException;

	}

	/**
	 * What one round came to.
	 *
	 * @param perSecond requests per second over all connections
	 * @param median the median latency over one connection, in microseconds
	 * @param worst the latency of the 99th percentile, in microseconds
	 */
	record Round(double perSecond, double median, double worst) {

		static Round of(Connector connector) throws Exception {
			long[] latencies = request(connector);
			Arrays.sort(latencies);
			ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
			try {
				Callable<long[]> task = () -> request(connector);
				long start = System.nanoTime();
				for (Future<long[]> result : threads.invokeAll(Collections.nCopies(CONNECTIONS, task))) {
					result.get();
				}
				double seconds = (System.nanoTime() - start) / 1e9;
				return new Round(CONNECTIONS * REQUESTS / seconds, latencies[REQUESTS / 2] / 1e3,
						latencies[REQUESTS * 99 / 100] / 1e3);
			}
			finally {
				threads.shutdownNow();
			}
		}

		private static long[] request(Connector connector) throws IOException {
			long[] latencies = new long[REQUESTS];
			// Tomcat ends a connection after a hundred requests
			int perConnection = 50;
			for (int i = 0; i < REQUESTS; i += perConnection) {
				try (UnixClient client = connector.connect()) {
					for (int j = 0; j < perConnection; j++) {
						long start = System.nanoTime();
						assertThat(client.get("/hello")).isEqualTo("200 hello");
						latencies[i + j] = System.nanoTime() - start;
					}
				}
			}
			return latencies;
		}

		static Round median(List<Round> rounds) {
			List<Round> counting = rounds.subList(WARM_UP_ROUNDS, rounds.size());
			double[] perSecond = counting.stream().mapToDouble(Round::perSecond).sorted().toArray();
			double[] median = counting.stream().mapToDouble(Round::median).sorted().toArray();
			double[] worst = counting.stream().mapToDouble(Round::worst).sorted().toArray();
			return new Round(perSecond[ROUNDS / 2], median[ROUNDS / 2], worst[ROUNDS / 2]);
		}

	}

}
