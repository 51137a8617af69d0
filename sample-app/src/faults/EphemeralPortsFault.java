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
import java.io.InputStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * No ephemeral ports left: the system's range has four, and all are taken.
 */
final class EphemeralPortsFault {

	private static final Path RANGE = Path.of("/proc/sys/net/ipv4/ip_local_port_range");

	private static final int FIRST = 45_000;

	private static final int LAST = 45_003;

	private EphemeralPortsFault() {
	}

	static void run(Sample.Launcher sample, Faults.Report report) throws Exception {
		String before;
		try (InputStream in = Files.newInputStream(RANGE)) {
			// Not Files.readString: a second read of a sysctl finds nothing more
			before = new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip();
		}
		List<ServerSocket> taken = new ArrayList<>();
		try {
			Files.writeString(RANGE, FIRST + " " + LAST);
			for (int port = FIRST; port <= LAST; port++) {
				taken.add(new ServerSocket(port));
			}
			run(sample, report, taken.get(0).getLocalPort());
		}
		finally {
			for (ServerSocket socket : taken) {
				socket.close();
			}
			Files.writeString(RANGE, before);
		}
	}

	private static void run(Sample.Launcher sample, Faults.Report report, int taken) throws IOException {
		fails(sample, report, "No random port is available", "--server.port=0");
		fails(sample, report, "Port " + taken + " for server.port", "--server.port=" + taken,
				"--port-resolver.fallback=random");
		serves(sample, report, "--server.port=0", "--port-resolver.random.range=20000-20009");
		serves(sample, report, "--server.port=" + taken, "--port-resolver.fallback=adjacent");
	}

	private static void fails(Sample.Launcher sample, Faults.Report report, String expected, String... arguments)
			throws IOException {
		try (Sample started = sample.start(arguments)) {
			boolean serves = started.awaitStartedOrEnd();
			String seen = serves ? "serves" : "exit " + started.awaitExit() + ": " + started.failure();
			report.row("`" + String.join(" ", arguments) + "`", seen,
					seen.startsWith("exit 98: ") && started.failure().contains(expected));
		}
	}

	private static void serves(Sample.Launcher sample, Faults.Report report, String... arguments) throws IOException {
		try (Sample started = sample.start(arguments)) {
			boolean answers = started.awaitStartedOrEnd() && Sample.answers(started.port());
			report.row("`" + String.join(" ", arguments) + "`", answers ? "answers" : started.failure(), answers);
		}
	}

}
