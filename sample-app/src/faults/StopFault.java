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

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * {@code SIGSTOP} between choosing and serving, while rivals try to get the port; then
 * {@code SIGCONT}.
 */
final class StopFault {

	private static final Duration STOPPED = Duration.ofSeconds(2);

	private StopFault() {
	}

	static void run(Sample.Launcher sample, Faults.Report report) throws Exception {
		run(sample, report, "hand-off");
		run(sample, report, "guard");
	}

	private static void run(Sample.Launcher sample, Faults.Report report, String hold) throws Exception {
		int port = Sample.freePort();
		try (Sample stopped = sample.start("--server.port=" + port, "--port-resolver.hold=" + hold)) {
			stopped.awaitOutput("server.port=" + port + " (configured)");
			stopped.signal("STOP");
			if (stopped.hasStarted()) {
				throw new AssertionError("it was stopped too late");
			}
			try (Rivals rivals = new Rivals(port); Socket client = new Socket()) {
				boolean connected = connect(client, port);
				String early = connected ? early(client) : "refused";
				Sample.pause(STOPPED);
				if (hold.equals("guard")) {
					// How often one wins the instant of the bind is measured elsewhere
					rivals.close();
				}
				stopped.signal("CONT");
				stopped.awaitStarted();
				String late = connected ? Sample.body(client.getInputStream()).strip() : "";
				int other = rivals.attempts.get();
				boolean serves = stopped.port() == port && Sample.answers(port);
				String answer = connected ? ", then '" + late + "'" : "";
				report.row(
						"`hold=%s`, stopped for 2 s, a client, and two rivals that spin for the port until it %s".formatted(
								hold, hold.equals("guard") ? "goes on" : "serves"),
						"%s; the rivals took it %d times in %d attempts; client meanwhile: %s%s".formatted(
								serves ? "serves on the held port" : "serves on " + stopped.port(), rivals.taken.get(),
								other, early, answer),
						serves && rivals.taken.get() == 0 && other > 1000
								&& (hold.equals("guard") ? !connected : late.equals("Hello from port " + port)));
			}
		}
	}

	private static boolean connect(Socket client, int port) throws IOException {
		try {
			client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5000);
		}
		catch (IOException ex) {
			return false;
		}
		client.getOutputStream().write(Sample.request("/"));
		return true;
	}

	private static String early(Socket client) throws IOException {
		client.setSoTimeout(100);
		try {
			client.getInputStream().read();
			return "answered at once";
		}
		catch (SocketTimeoutException ex) {
			return "waits";
		}
		finally {
			client.setSoTimeout((int) Sample.TIMEOUT.toMillis());
		}
	}

	/**
	 * Two threads that try to bind a port, one with {@code SO_REUSEADDR}.
	 */
	private static final class Rivals implements AutoCloseable {

		private final AtomicInteger attempts = new AtomicInteger();

		private final AtomicInteger taken = new AtomicInteger();

		private volatile boolean closed;

		Rivals(int port) {
			for (boolean reuse : new boolean[] { true, false }) {
				Thread thread = new Thread(() -> spin(port, reuse), "rival");
				thread.setDaemon(true);
				thread.start();
			}
		}

		private void spin(int port, boolean reuse) {
			while (!this.closed) {
				this.attempts.incrementAndGet();
				try (ServerSocket socket = new ServerSocket()) {
					socket.setReuseAddress(reuse);
					socket.bind(new InetSocketAddress(port));
					this.taken.incrementAndGet();
				}
				catch (IOException ex) {
					// The sample has it
				}
			}
		}

		@Override
		public void close() {
			this.closed = true;
		}

	}

}
