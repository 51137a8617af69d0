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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.portresolver.Hold;
import io.github.portresolver.failure.PortRefusedException;
import io.github.portresolver.testsupport.Await;
import io.github.portresolver.testsupport.Ports;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.context.event.ApplicationPreparedEvent;
import org.springframework.context.ApplicationListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Somebody else who tries to bind the port, again and again, for the whole start.
 */
class RivalTests {

	private static final int ATTEMPTS = 1000;

	@ParameterizedTest
	@MethodSource("io.github.portresolver.handoff.HandOffTests#servers")
	void handOffKeepsPortAndGuardKeepsItFromRivalWithoutReuseAddress(ServerKind kind, Hold hold) throws Exception {
		try (Rival rival = new Rival(hold == Hold.HAND_OFF);
				RunningServer server = RunningServer.starter(kind, hold).with(rival).start()) {
			server.assertServesOnResolvedPort();
			assertThat(rival.refused).hasValueGreaterThan(ATTEMPTS);
			assertThat(rival.stolen).hasValue(0);
		}
	}

	@Test
	void rivalGetsPortThatIsNotHeld() throws Exception {
		try (Rival rival = new Rival(false)) {
			rival.start(Ports.free());
			Await.until(() -> rival.stolen.get() > 0);
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
				assertThat(server.get("/hello")).isEqualTo("200 hello");
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
	 * Tries to bind the port in each way there is, from the moment at which it is
	 * published.
	 */
	private static final class Rival implements ApplicationListener<ApplicationPreparedEvent>, AutoCloseable {

		private final boolean reuseAddress;

		private final AtomicInteger refused = new AtomicInteger();

		private final AtomicInteger stolen = new AtomicInteger();

		private final List<Thread> threads = new ArrayList<>();

		private volatile boolean closed;

		private Rival(boolean reuseAddress) {
			this.reuseAddress = reuseAddress;
		}

		@Override
		public void onApplicationEvent(ApplicationPreparedEvent event) {
			start(RunningServer.port(event.getApplicationContext().getEnvironment()));
		}

		private void start(int port) {
			for (String host : List.of("0.0.0.0", "127.0.0.1", "::1")) {
				this.threads.add(new Thread(() -> spin(new InetSocketAddress(host, port)), "rival"));
			}
			this.threads.forEach(Thread::start);
		}

		private void spin(InetSocketAddress address) {
			for (int attempt = 0; !this.closed; attempt++) {
				try (ServerSocket socket = new ServerSocket()) {
					socket.setReuseAddress(this.reuseAddress && attempt % 2 == 0);
					socket.bind(address);
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
			this.threads.forEach(Await::end);
		}

	}

}
