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
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.github.portresolver.Hold;
import io.github.portresolver.failure.PortRefusedException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.context.event.ApplicationPreparedEvent;
import org.springframework.context.ApplicationListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Somebody else who tries to bind the port, again and again, for the whole start.
 */
class RivalTests {

	static Stream<Arguments> servers() {
		return Stream.of(ServerKind.values())
			.flatMap((kind) -> Stream.of(Arguments.of(kind, false), Arguments.of(kind, true)));
	}

	@ParameterizedTest
	@MethodSource("servers")
	void handOffKeepsPort(ServerKind kind, boolean reuseAddress) throws Exception {
		try (Rival rival = new Rival(reuseAddress);
				RunningServer server = RunningServer.starter(kind, Hold.HAND_OFF).with(rival).start()) {
			assertThat(server.port()).isEqualTo(server.resolvedPort());
			assertThat(server.get("/hello")).isEqualTo("hello");
			assertThat(rival.refused).hasPositiveValue();
			assertThat(rival.stolen).hasValue(0);
		}
	}

	@ParameterizedTest
	@EnumSource
	void guardKeepsPortFromRivalWithoutReuseAddress(ServerKind kind) throws Exception {
		try (Rival rival = new Rival(false);
				RunningServer server = RunningServer.starter(kind, Hold.GUARD).with(rival).start()) {
			assertThat(server.get("/hello")).isEqualTo("hello");
			assertThat(rival.refused).hasPositiveValue();
			assertThat(rival.stolen).hasValue(0);
		}
	}

	/**
	 * Measures what the README says about the guard and its flip: a rival that itself
	 * sets SO_REUSEADDR can get between. There is nothing to assert but that both ways
	 * end well.
	 */
	@Tag("heavy")
	@ParameterizedTest
	@EnumSource
	void guardAgainstRivalWithReuseAddress(ServerKind kind) throws Exception {
		int kept = 0;
		int rounds = 20;
		for (int round = 0; round < rounds; round++) {
			Rival rival = new Rival(true);
			try (rival; RunningServer server = RunningServer.starter(kind, Hold.GUARD).with(rival).start()) {
				assertThat(server.get("/hello")).isEqualTo("hello");
				kept++;
			}
			catch (RuntimeException ex) {
				assertThat(rival.stolen).as(ex.toString()).hasPositiveValue();
				assertThat(ex).hasStackTraceContaining(PortRefusedException.class.getName());
			}
		}
		System.out.printf("FIGURE guard against a rival with SO_REUSEADDR, %s: kept %d of %d%n", kind, kept, rounds);
	}

	/**
	 * Spins from the moment at which the port is published.
	 */
	private static final class Rival implements ApplicationListener<ApplicationPreparedEvent>, AutoCloseable {

		private final boolean reuseAddress;

		private final AtomicInteger refused = new AtomicInteger();

		private final AtomicInteger stolen = new AtomicInteger();

		private volatile int port;

		private volatile boolean closed;

		private final Thread thread = new Thread(this::spin, "rival");

		private Rival(boolean reuseAddress) {
			this.reuseAddress = reuseAddress;
		}

		@Override
		public void onApplicationEvent(ApplicationPreparedEvent event) {
			this.port = event.getApplicationContext()
				.getEnvironment()
				.getRequiredProperty("server.port", Integer.class);
			this.thread.start();
		}

		private void spin() {
			while (!this.closed) {
				try (ServerSocket socket = new ServerSocket()) {
					socket.setReuseAddress(this.reuseAddress);
					socket.bind(new InetSocketAddress(this.port));
					this.stolen.incrementAndGet();
					while (!this.closed) {
						Thread.onSpinWait();
					}
				}
				catch (IOException ex) {
					this.refused.incrementAndGet();
				}
			}
		}

		@Override
		public void close() {
			this.closed = true;
			Threads.awaitEnd(this.thread);
		}

	}

}
