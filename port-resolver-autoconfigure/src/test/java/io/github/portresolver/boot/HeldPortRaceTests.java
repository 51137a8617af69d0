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

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.github.portresolver.testsupport.Apps;
import io.github.portresolver.testsupport.Ports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what others see of the port while an application starts slowly on Tomcat.
 */
class HeldPortRaceTests {

	private static final int ATTEMPTS = 3000;

	private final int port = Ports.free();

	@Test
	void rivalNeverGetsPort() throws Exception {
		try (Rival rival = new Rival(this.port)) {
			SpringApplication application = application(() -> {
				rival.awaitAttempts();
				return "slow";
			});
			application.addInitializers((context) -> rival.start());
			try (ConfigurableApplicationContext context = application.run(Apps.port(this.port), Apps.MOVES)) {
				assertThat(rival.attempts()).isGreaterThanOrEqualTo(ATTEMPTS);
				assertThat(Apps.localPort(context)).isEqualTo(this.port);
				assertThat(Apps.get(this.port, "/")).isEqualTo("200 hello");
				rival.stop();
			}
			assertThat(rival.wins()).isZero();
		}
	}

	@Test
	void rivalGetsPortThatIsNotHeld() throws Exception {
		try (Rival rival = new Rival(this.port)) {
			rival.start();
			rival.awaitAttempts();
			rival.stop();
			assertThat(rival.wins()).isPositive();
		}
	}

	@Test
	void clientThatConnectsDuringStartIsAnsweredAfterIt() throws Exception {
		try (Socket client = new Socket()) {
			client.setSoTimeout(30000);
			SpringApplication application = application(() -> request(client));
			try (ConfigurableApplicationContext context = application.run(Apps.port(this.port), Apps.MOVES)) {
				assertThat(context.getBean("slow")).isEqualTo("connected");
				String answer = new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
				assertThat(answer).startsWith("HTTP/1.1 200").endsWith("hello");
			}
		}
	}

	@ParameterizedTest
	@CsvSource({ "adjacent,guard", "none,auto" })
	void clientThatConnectsDuringStartIsRefusedByGuard(String fallback, String hold) throws Exception {
		try (Socket client = new Socket()) {
			SpringApplication application = application(() -> request(client));
			try (ConfigurableApplicationContext context = application.run(Apps.port(this.port),
					"--port-resolver.fallback=" + fallback, "--port-resolver.hold=" + hold)) {
				assertThat(context.getBean("slow")).isEqualTo("refused");
				assertThat(Apps.get(this.port, "/")).isEqualTo("200 hello");
			}
		}
	}

	private String request(Socket client) {
		try {
			client.connect(new InetSocketAddress("127.0.0.1", this.port), 5000);
			client.getOutputStream()
				.write("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
			return "connected";
		}
		catch (ConnectException ex) {
			return "refused";
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

	private static SpringApplication application(Supplier<String> slow) {
		SpringApplication application = Apps.application(Apps.Web.class);
		application.addInitializers(
				(context) -> ((GenericApplicationContext) context).registerBean("slow", String.class, slow));
		return application;
	}

	/**
	 * Tries to bind a port as fast as it can, in each way there is.
	 */
	private static final class Rival implements AutoCloseable {

		private final CountDownLatch remaining = new CountDownLatch(ATTEMPTS);

		private final AtomicInteger attempts = new AtomicInteger();

		private final AtomicInteger wins = new AtomicInteger();

		private final List<Thread> threads = new ArrayList<>();

		private volatile boolean stopped;

		Rival(int port) {
			for (String host : List.of("0.0.0.0", "127.0.0.1", "::1")) {
				this.threads.add(new Thread(() -> hammer(new InetSocketAddress(host, port)), "rival " + host));
			}
		}

		void start() {
			this.threads.forEach(Thread::start);
		}

		void awaitAttempts() {
			try {
				assertThat(this.remaining.await(60, TimeUnit.SECONDS)).isTrue();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

		private void hammer(InetSocketAddress address) {
			for (boolean reuseAddress = true; !this.stopped; reuseAddress = !reuseAddress) {
				try (ServerSocket socket = new ServerSocket()) {
					socket.setReuseAddress(reuseAddress);
					socket.bind(address);
					this.wins.incrementAndGet();
				}
				catch (IOException ex) {
					// As it should be
				}
				this.attempts.incrementAndGet();
				this.remaining.countDown();
			}
		}

		int attempts() {
			return this.attempts.get();
		}

		int wins() {
			return this.wins.get();
		}

		void stop() throws InterruptedException {
			this.stopped = true;
			for (Thread thread : this.threads) {
				thread.join(10000);
				assertThat(thread.isAlive()).isFalse();
			}
		}

		@Override
		public void close() {
			this.stopped = true;
		}

	}

}
