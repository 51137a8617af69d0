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

package io.github.portresolver.handoff;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.portresolver.Hold;
import io.github.portresolver.testsupport.Await;
import io.github.portresolver.testsupport.Descriptors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Starting and stopping again and again leaves nothing behind. Spring's caches hold on to
 * contexts softly, so the JVM has to run with {@code -XX:SoftRefLRUPolicyMSPerMB=0}.
 */
@Tag("heavy")
@EnabledOnOs(OS.LINUX)
class ContextLeakTests {

	private static final int ROUNDS = 500;

	/**
	 * What is loaded and cached on first use is, by this round.
	 */
	private static final int WARM = 50;

	@ParameterizedTest
	@CsvSource({ "TOMCAT, HAND_OFF", "TOMCAT, GUARD", "JETTY, HAND_OFF", "JETTY, GUARD", "NETTY, HAND_OFF",
			"NETTY, GUARD" })
	void nothingIsLeftAfterManyStarts(ServerKind kind, Hold hold) throws Exception {
		Usage first = startAndStop(kind, hold, WARM);
		Usage last = startAndStop(kind, hold, ROUNDS - WARM);
		System.out.printf("FIGURE %d starts, %s, %s: round %d %s, round %d %s%n", ROUNDS, kind, hold, WARM, first,
				ROUNDS, last);
		assertThat(last).usingRecursiveComparison().ignoringFields("heap").isEqualTo(first);
		assertThat(last.heap).isLessThanOrEqualTo(first.heap + first.heap / 20);
	}

	private static Usage startAndStop(ServerKind kind, Hold hold, int rounds) throws Exception {
		Set<Thread> before = Set.of();
		for (int round = 0; round < rounds; round++) {
			before = liveThreads();
			try (RunningServer server = RunningServer.start(kind, hold, "--management.server.port=0",
					"--logging.level.root=warn", "--spring.jmx.enabled=false")) {
				assertThat(server.get("/hello")).isEqualTo("200 hello");
			}
		}
		Set<Thread> beforeLast = before;
		Await.until(() -> haveEnded(beforeLast));
		return Usage.measure();
	}

	private static Set<Thread> liveThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			// The test's own client
			.filter((thread) -> !thread.getName().startsWith("HttpClient"))
			.collect(Collectors.toSet());
	}

	/**
	 * Return whether all threads of the last start have ended, and the one that Netty
	 * shares among starts and ends when it had nothing to do for a second.
	 */
	private static boolean haveEnded(Set<Thread> before) {
		return liveThreads().stream()
			.allMatch((thread) -> before.contains(thread) && !thread.getName().startsWith("globalEventExecutor"));
	}

	/**
	 * What this JVM uses.
	 *
	 * @param sockets the number of sockets
	 * @param files the number of other open files
	 * @param locks the number of file locks
	 * @param threads the names of the threads
	 * @param heap the used bytes of the heap after a collection
	 */
	private record Usage(long sockets, long files, long locks, List<String> threads, long heap) {

		static Usage measure() throws IOException {
			Set<String> descriptors = Descriptors.open();
			for (int i = 0; i < 10; i++) {
				System.gc();
			}
			long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
			// The JVM itself opens files for a moment
			descriptors.retainAll(Descriptors.open());
			long sockets = descriptors.stream().filter((descriptor) -> descriptor.contains("socket:")).count();
			return new Usage(sockets, descriptors.size() - sockets, countLocks(), threadNames(), heap);
		}

		private static long countLocks() throws IOException {
			String pid = " " + ProcessHandle.current().pid() + " ";
			try (Stream<String> lines = Files.lines(Path.of("/proc/locks"))) {
				return lines.filter((line) -> line.contains(pid)).count();
			}
		}

		private static List<String> threadNames() {
			return liveThreads().stream().map((thread) -> thread.getName().replaceAll("\\d+", "#")).sorted().toList();
		}

		@Override
		public String toString() {
			return "sockets %d, files %d, locks %d, threads %d, heap %.1f MB".formatted(this.sockets, this.files,
					this.locks, this.threads.size(), this.heap / 1e6);
		}

	}

}
