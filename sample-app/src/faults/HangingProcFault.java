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
import java.net.ServerSocket;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Entries of {@code /proc} that hang: a FUSE file system that nobody serves is mounted over
 * them, so whoever opens one waits until it is unmounted.
 */
final class HangingProcFault {

	// That a start takes longer by, beside the timeout: the noise of the machine
	private static final double NOISE = 2;

	// The timeout, and the noise of a request
	private static final double QUESTION = 1.75;

	// More than there are threads that look up owners
	private static final int QUESTIONS = 6;

	private HangingProcFault() {
	}

	static void run(Sample.Launcher sample, Faults.Report report) throws Exception {
		double usual = usual(sample);
		run(sample, report, usual, "cmdline", "100000");
		run(sample, report, usual, "fd", "40000");
	}

	private static double usual(Sample.Launcher sample) throws IOException {
		try (ServerSocket taken = new ServerSocket(Sample.freePort());
				Sample started = sample.start("--server.port=" + taken.getLocalPort())) {
			started.awaitStarted();
			return started.seconds();
		}
	}

	private static void run(Sample.Launcher sample, Faults.Report report, double usual, String entry, String mode)
			throws Exception {
		long self = ProcessHandle.current().pid();
		String path = "/proc/" + self + "/" + entry;
		try (ServerSocket taken = new ServerSocket(Sample.freePort()); Hang hang = Hang.over(path, mode)) {
			if (!hang.isHanging()) {
				throw new IOException(path + " does not hang");
			}
			try (Sample started = sample.start("--server.port=" + taken.getLocalPort(),
					"--management.endpoint.ports.show-values=always")) {
				started.awaitStarted();
				check(report, started, entry, started.seconds() - usual, taken.getLocalPort());
			}
		}
	}

	private static void check(Faults.Report report, Sample started, String entry, double longer, int taken) {
		int port = started.port();
		boolean moved = port == taken + 1 && started.warnings().toString().contains("owner unknown");
		double longest = 0;
		boolean told = true;
		for (int i = 0; i < QUESTIONS; i++) {
			long asked = System.nanoTime();
			told &= Sample.get(port, "/actuator/ports/" + taken).contains("in-use");
			double seconds = (System.nanoTime() - asked) / 1e9;
			System.err.printf(Locale.ROOT, "question %d: %.2f s%n", i + 1, seconds);
			longest = Math.max(longest, seconds);
		}
		boolean answers = Sample.answers(port);
		long stopped = System.nanoTime();
		int exit = started.stop();
		double end = (System.nanoTime() - stopped) / 1e9;
		String seen = String.format(Locale.ROOT,
				"%s, start %.1f s longer; %d questions for the owner take at most %.1f s each, %s; exit %d within %.1f s of `kill`",
				moved ? "moves, owner unknown" : "warnings " + started.warnings(), longer, QUESTIONS, longest,
				(told && answers) ? "all answered" : "NOT all answered", exit, end);
		report.row("`/proc/<owner>/" + entry + "` (FUSE without a server)", seen,
				moved && told && answers && longer < 1 + NOISE && longest < QUESTION && exit == 143 && end < 5);
	}

	/**
	 * A process that mounts a file system and does not answer for it.
	 */
	private record Hang(Process process, String path) implements AutoCloseable {

		static Hang over(String path, String mode) throws IOException, InterruptedException {
			Process process = new ProcessBuilder("sh", "-ec", """
					exec 3<>/dev/fuse
					mount -i -t fuse -o fd=3,rootmode=%s,user_id=0,group_id=0 none %s
					echo mounted
					exec sleep 300""".formatted(mode, path)).redirectErrorStream(true).start();
			String line = process.inputReader().readLine();
			if (!"mounted".equals(line)) {
				process.destroyForcibly();
				throw new IOException(path + " cannot be made to hang: " + line);
			}
			return new Hang(process, path);
		}

		boolean isHanging() throws IOException, InterruptedException {
			Process reader = new ProcessBuilder("head", "-c1", this.path).start();
			boolean hangs = !reader.waitFor(500, TimeUnit.MILLISECONDS);
			reader.destroyForcibly().waitFor();
			return hangs;
		}

		@Override
		public void close() throws IOException, InterruptedException {
			this.process.destroyForcibly().waitFor();
			Sample.execute("umount", "-l", this.path);
		}

	}

}
