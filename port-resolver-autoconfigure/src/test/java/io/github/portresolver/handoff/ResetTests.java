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
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import io.github.portresolver.Hold;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

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
	void serverGoesOnServingAfterResetsAlsoWhileItAdopts(ServerKind kind, CapturedOutput output) throws Exception {
		DuringStart<FutureTask<Void>> resets = new DuringStart<>(
				(environment) -> resetOften(RunningServer.port(environment)));
		try (RunningServer server = RunningServer.starter(kind, Hold.HAND_OFF).with(resets).start();
				HalfOpenClients halfOpen = new HalfOpenClients(server.port(), 50)) {
			for (int i = 0; i < 25; i++) {
				assertThat(server.get("/hello")).isEqualTo("200 hello");
			}
			assertThat(resets.result()).succeedsWithin(30, TimeUnit.SECONDS);
			assertThat(server.get("/hello")).isEqualTo("200 hello");
			assertThat(halfOpen.sockets).hasSize(50);
			assertThat(output).doesNotContain("accepted twice");
		}
	}

	// While the application starts, and some more when it serves
	private static FutureTask<Void> resetOften(int port) {
		FutureTask<Void> resets = new FutureTask<>(() -> {
			for (int i = 0; i < RESETS; i++) {
				tryReset(port, i);
			}
			return null;
		});
		new Thread(resets, "resetter").start();
		return resets;
	}

	private static void tryReset(int port, int number) throws IOException {
		while (true) {
			try {
				reset(port, number);
				return;
			}
			catch (SocketTimeoutException ex) {
				// The accept queue is full, until the server accepts
			}
		}
	}

	private static void reset(int port, int number) throws IOException {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress("127.0.0.1", port), 20);
			socket.setSoLinger(true, 0);
			String request = "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n";
			// Anywhere in the request, also before and after it
			int sent = number % (request.length() + 1);
			socket.getOutputStream().write(request.substring(0, sent).getBytes(StandardCharsets.US_ASCII));
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
