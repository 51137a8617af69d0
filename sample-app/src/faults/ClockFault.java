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
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Clock steps; processes that start after one also see a time of boot that has moved with
 * the clock, as the kernel shows it.
 */
final class ClockFault {

	private static final long DAY = Duration.ofDays(1).toSeconds();

	private ClockFault() {
	}

	static void run(Sample.Launcher sample, Faults.Report report) throws Exception {
		for (long step : new long[] { 2 * DAY, -2 * DAY }) {
			duringStart(sample, report, step);
			betweenStarts(sample, report, step);
			whileWaiting(sample, report, step);
		}
	}

	// The record and the lease of one that has seen a step are found by one that has not
	private static void duringStart(Sample.Launcher sample, Faults.Report report, long step) throws Exception {
		int port = Sample.freePort();
		Path clock = clock(sample, 0);
		try (Sample first = sample.start(List.of(), clockOf(clock), options(sample, port, Sample.freePort()))) {
			first.awaitOutput("server.port=" + port);
			step(clock, step);
			first.awaitStarted();
			boolean stepped = !first.output().lines().reduce("", (one, last) -> last).startsWith(today(first));
			try (Sample second = sample.start(options(sample, port, Sample.freePort()))) {
				second.awaitStartedOrEnd();
				String seen = second.failure();
				boolean expected = stepped && Sample.answers(port) && alreadyRuns(seen, port, first);
				report.row("a step of " + days(step) + " during the start, then a second start on that port",
						expected ? "answers; the second fails: already running, with PID and URL" : seen, expected);
			}
		}
	}

	private static String days(long step) {
		return "%+d days".formatted(step / DAY);
	}

	private static String today(Sample sample) {
		return sample.output().lines().filter((line) -> line.startsWith("2")).findFirst().orElse("?").substring(0, 10);
	}

	// Also that it prunes nothing of the first one, and that what was killed is gone
	private static void betweenStarts(Sample.Launcher sample, Faults.Report report, long step) throws Exception {
		int port = Sample.freePort();
		int debug = Sample.freePort();
		try (Sample killed = sample.start(options(sample, port, debug))) {
			killed.awaitStarted();
		}
		try (Sample first = sample.start(options(sample, port, debug)); BootTime boot = BootTime.moved(sample, step)) {
			first.awaitStarted();
			Map<String, String> stepped = clockOf(clock(sample, step));
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
				long running = Pattern.compile("\"pid\":").matcher(listed).results().count();
				boolean both = running == 2 && listed.contains("\"pid\":" + first.pid() + ",");
				boolean expected = both && alreadyRuns(same, port, first)
						&& lease.contains("Port %d for app.debug".formatted(debug))
						&& lease.contains("is leased by PID " + first.pid() + " ");
				report.row("a step of %s between two starts; before the first, one was killed".formatted(days(step)),
						expected
								? "a second start on that port fails: already running, with PID and URL; on the leased port: leased, with PID; elsewhere it serves and lists both, not the killed one"
								: same + " Leased port: " + lease + " Listed: " + running,
						expected);
			}
		}
	}

	private static boolean alreadyRuns(String seen, int port, Sample first) {
		return seen.contains("This application is already running at http://localhost:%d/ as PID %d".formatted(port,
				first.pid()));
	}

	private static void whileWaiting(Sample.Launcher sample, Faults.Report report, long step) throws Exception {
		Path clock = clock(sample, 0);
		try (ServerSocket taken = new ServerSocket()) {
			taken.setReuseAddress(false);
			taken.bind(new InetSocketAddress(Sample.freePort()));
			try (Sample waiting = sample.start(List.of(), clockOf(clock), "--server.port=" + taken.getLocalPort(),
					"--port-resolver.fallback=none", "--port-resolver.wait=3s", sample.registry())) {
				waiting.awaitOutput("waiting up to 3s");
				long start = System.nanoTime();
				step(clock, step);
				int exit = waiting.awaitExit();
				double seconds = (System.nanoTime() - start) / 1e9;
				report.row("a step of " + days(step) + " while it waits (`port-resolver.wait=3s`) for a port that stays taken",
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

	private static Path clock(Sample.Launcher sample, long offset) throws IOException {
		return step(Files.createTempFile(sample.directory(), "clock", ""), offset);
	}

	private static Path step(Path clock, long offset) throws IOException {
		try (FileChannel channel = FileChannel.open(clock, StandardOpenOption.WRITE)) {
			channel.write(ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder()).putLong(0, offset));
		}
		return clock;
	}

	private static Map<String, String> clockOf(Path clock) {
		return Map.of("LD_PRELOAD", System.getProperty("clock"), "FAULTS_CLOCK", clock.toString());
	}

	/**
	 * A time of boot that has moved with the clock, for those who read it from now on.
	 */
	private record BootTime(Path stat) implements AutoCloseable {

		private static final Path STAT = Path.of("/proc/stat");

		static BootTime moved(Sample.Launcher sample, long step) throws IOException, InterruptedException {
			List<String> lines = Files.readAllLines(STAT)
				.stream()
				.map((line) -> line.startsWith("btime ") ? "btime " + (Long.parseLong(line.substring(6)) + step)
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
