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
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.portresolver.Hold;
import io.github.portresolver.testsupport.Await;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.context.event.ApplicationPreparedEvent;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that break off: by a reset in the middle of a request, or by saying nothing
 * more.
 */
@ExtendWith(OutputCaptureExtension.class)
class ResetTests {

	private static final int RESETS = 1000;

	@ParameterizedTest
	@EnumSource
	void serverGoesOnServingAfterResets(ServerKind kind, CapturedOutput output) throws Exception {
		try (RunningServer server = RunningServer.start(kind, Hold.HAND_OFF);
				HalfOpenClients halfOpen = new HalfOpenClients(server.port(), 50)) {
			for (int i = 0; i < RESETS; i++) {
				reset(server.port(), i, 10_000);
				if (i % 40 == 0) {
					assertThat(server.get("/hello")).isEqualTo("200 hello");
				}
			}
			assertThat(halfOpen.sockets).hasSize(50);
			assertThat(server.get("/hello")).isEqualTo("200 hello");
			assertThat(output).doesNotContain("accepted twice");
		}
	}

	@ParameterizedTest
	@EnumSource
	void serverGoesOnServingAfterResetsWhileItAdopts(ServerKind kind) throws Exception {
		try (Resetter resetter = new Resetter()) {
			try (RunningServer server = RunningServer.starter(kind, Hold.HAND_OFF).with(resetter).start()) {
				resetter.awaitEnd();
				assertThat(resetter.failure).isNull();
				assertThat(resetter.resets).hasValueGreaterThanOrEqualTo(RESETS);
				assertThat(server.get("/hello")).isEqualTo("200 hello");
			}
		}
	}

	private static void reset(int port, int number, int timeout) throws IOException {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress("127.0.0.1", port), timeout);
			socket.setSoLinger(true, 0);
			String request = "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n";
			// Anywhere in the request, also before and after it
			int sent = number % (request.length() + 1);
			socket.getOutputStream().write(request.substring(0, sent).getBytes(StandardCharsets.US_ASCII));
		}
	}

	/**
	 * Resets connections while the application starts, and some more when it serves.
	 */
	private static final class Resetter implements ApplicationListener<ApplicationPreparedEvent>, AutoCloseable {

		private final AtomicInteger resets = new AtomicInteger();

		private volatile int port;

		private volatile @Nullable IOException failure;

		private final Thread thread = new Thread(this::run, "resetter");

		@Override
		public void onApplicationEvent(ApplicationPreparedEvent event) {
			this.port = RunningServer.port(event);
			this.thread.start();
		}

		private void run() {
			while (this.resets.get() < RESETS && this.failure == null) {
				tryReset();
			}
		}

		private void tryReset() {
			try {
				reset(this.port, this.resets.get(), 20);
				this.resets.incrementAndGet();
			}
			catch (SocketTimeoutException ex) {
				// The accept queue is full, until the server accepts
			}
			catch (IOException ex) {
				this.failure = ex;
			}
		}

		private void awaitEnd() {
			Await.end(this.thread);
		}

		@Override
		public void close() {
			awaitEnd();
		}

	}

	/**
	 * Clients that send half a request and nothing more.
	 */
	private static final class HalfOpenClients implements AutoCloseable {

		private final List<Socket> sockets = new ArrayList<>();

		private HalfOpenClients(int port, int count) throws IOException {
			for (int i = 0; i < count; i++) {
				Socket socket = new Socket("127.0.0.1", port);
				socket.getOutputStream().write("GET /hello HT".getBytes(StandardCharsets.US_ASCII));
				if (i % 2 == 0) {
					socket.shutdownOutput();
				}
				this.sockets.add(socket);
			}
		}

		@Override
		public void close() throws IOException {
			for (Socket socket : this.sockets) {
				socket.close();
			}
		}

	}

}
