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
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Clock steps, by libfaketime; processes that start after one also see a time of boot that
 * has moved with the clock, as the kernel shows it.
 */
final class ClockFault {

	private static final long DAY = Duration.ofDays(1).toSeconds();

	private ClockFault() {
	}

	static void run(Sample.Launcher sample, Faults.Report report) throws Exception {
		for (String step : List.of("+2d", "-2d")) {
			duringStart(sample, report, step);
			betweenStarts(sample, report, step);
		}
		whileWaiting(sample, report, "+1h");
		whileWaiting(sample, report, "-1h");
	}

	// The record and the lease of one that has seen a step are found by one that has not
	private static void duringStart(Sample.Launcher sample, Faults.Report report, String step) throws Exception {
		int port = Sample.freePort();
		Path clock = clock(sample, "+0");
		try (Sample first = sample.start(List.of(), faketime(clock), options(sample, port, Sample.freePort()))) {
			first.awaitOutput("server.port=" + port);
			Files.writeString(clock, step);
			first.awaitStarted();
			boolean stepped = !first.output().lines().reduce("", (one, last) -> last).startsWith(today(first));
			try (Sample second = sample.start(options(sample, port, Sample.freePort()))) {
				second.awaitStartedOrEnd();
				String seen = second.failure();
				report.row("a step of " + step + " during the start, then a second start",
						(Sample.answers(port) ? "answers; second start: " : "does NOT answer; ") + seen,
						stepped && Sample.answers(port) && alreadyRuns(seen, port, first));
			}
		}
	}

	private static String today(Sample sample) {
		return sample.output().lines().filter((line) -> line.startsWith("2")).findFirst().orElse("?").substring(0, 10);
	}

	// Also that it prunes nothing of the first one, and that what was killed is gone
	private static void betweenStarts(Sample.Launcher sample, Faults.Report report, String step) throws Exception {
		int port = Sample.freePort();
		int debug = Sample.freePort();
		try (Sample killed = sample.start(options(sample, port, debug))) {
			killed.awaitStarted();
		}
		try (Sample first = sample.start(options(sample, port, debug)); BootTime boot = BootTime.moved(sample, step)) {
			first.awaitStarted();
			Map<String, String> stepped = faketime(clock(sample, step));
			String same;
			String lease;
			try (Sample second = sample.start(List.of(), stepped, options(sample, port, Sample.freePort()))) {
				second.awaitStartedOrEnd();
				same = second.failure();
			}
			try (Sample second = sample.start(List.of(), stepped, options(sample, Sample.freePort(), debug))) {
				second.awaitStartedOrEnd();
				lease = second.failure();
			}
			int other = Sample.freePort();
			try (Sample second = sample.start(List.of(), stepped, options(sample, other, Sample.freePort()))) {
				second.awaitStarted();
				String listed = Sample.get(other, "/actuator/ports");
				long running = Stream.of(listed.split("\"pid\":")).skip(1).count();
				boolean both = running == 2 && listed.contains("\"pid\":" + first.pid() + ",");
				report.row("a step of " + step + " between two starts, after a first one was killed",
						same + " Leased port: " + lease + " The second lists " + running + " applications",
						both && alreadyRuns(same, port, first) && lease.contains("Port " + debug + " for app.debug")
								&& lease.contains("is leased by"));
			}
		}
	}

	private static boolean alreadyRuns(String seen, int port, Sample first) {
		return seen.contains("This application is already running at http://localhost:%d/ as PID %d".formatted(port,
				first.pid()));
	}

	private static void whileWaiting(Sample.Launcher sample, Faults.Report report, String step) throws Exception {
		Path clock = clock(sample, "+0");
		try (ServerSocket taken = new ServerSocket()) {
			taken.setReuseAddress(false);
			taken.bind(new InetSocketAddress(Sample.freePort()));
			try (Sample waiting = sample.start(List.of(), faketime(clock), "--server.port=" + taken.getLocalPort(),
					"--port-resolver.fallback=none", "--port-resolver.wait=3s", sample.registry())) {
				waiting.awaitOutput("waiting up to 3s");
				long start = System.nanoTime();
				Files.writeString(clock, step);
				int exit = waiting.awaitExit();
				double seconds = (System.nanoTime() - start) / 1e9;
				report.row("a step of " + step + " while it waits (`port-resolver.wait=3s`) for a port that stays taken",
						String.format(Locale.ROOT, "exit %d after %.1f s", exit, seconds),
						exit == 98 && seconds > 2.5 && seconds < 5);
			}
		}
	}

	private static String[] options(Sample.Launcher sample, int port, int debug) {
		List<String> options = new ArrayList<>(List.of("--server.port=" + port, "--port-resolver.fallback=none"));
		options.add(sample.registry());
		options.addAll(List.of("--port-resolver.ports.debug.property=app.debug", "--app.debug=" + debug));
		options.add("--management.endpoint.ports.show-values=always");
		return options.toArray(new String[0]);
	}

	private static Path clock(Sample.Launcher sample, String offset) throws IOException {
		return Files.writeString(Files.createTempFile(sample.directory(), "clock", ""), offset);
	}

	private static Map<String, String> faketime(Path clock) throws IOException {
		try (Stream<Path> libraries = Files.find(Path.of("/usr/lib"), 3,
				(path, attributes) -> path.endsWith("faketime/libfaketimeMT.so.1"))) {
			Path library = libraries.findFirst().orElseThrow(() -> new IOException("libfaketime is not installed"));
			Map<String, String> environment = new HashMap<>();
			environment.put("LD_PRELOAD", library.toString());
			environment.put("FAKETIME_TIMESTAMP_FILE", clock.toString());
			environment.put("FAKETIME_NO_CACHE", "1");
			environment.put("FAKETIME_DONT_FAKE_MONOTONIC", "1");
			return environment;
		}
	}

	/**
	 * A time of boot that has moved with the clock, for those who read it from now on.
	 */
	private record BootTime(Path stat) implements AutoCloseable {

		private static final Path STAT = Path.of("/proc/stat");

		static BootTime moved(Sample.Launcher sample, String step) throws IOException, InterruptedException {
			long seconds = DAY * Long.parseLong(step.substring(0, step.length() - 1));
			List<String> lines = Files.readAllLines(STAT)
				.stream()
				.map((line) -> line.startsWith("btime ") ? "btime " + (Long.parseLong(line.substring(6)) + seconds)
						: line)
				.toList();
			Path stat = Files.write(Files.createTempFile(sample.directory(), "stat", ""), lines);
			Sample.execute("mount", "--bind", stat.toString(), STAT.toString());
			return new BootTime(stat);
		}

		@Override
		public void close() throws IOException, InterruptedException {
			Sample.execute("umount", "-l", STAT.toString());
		}

	}

}
