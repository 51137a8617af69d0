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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code kill -9} at even times over a whole start. Each start asks for the same port, leased
 * port and Unix domain socket and must not move, so anything that a killed one left in its
 * way makes it fail.
 */
final class KillFault {

	private static final int KILLS = 20;

	private static final int FULL_START_EACH = 5;

	// The last kills fall behind the start
	private static final double REACH = 1.2;

	private final Sample.Launcher sample;

	private final int port = Sample.freePort();

	private final int debug = Sample.freePort();

	private final Path socket;

	private final Path portFile;

	private final Map<Step, Integer> killed = new EnumMap<>(Step.class);

	private final List<String> wrong = new ArrayList<>();

	private KillFault(Sample.Launcher sample) throws IOException {
		this.sample = sample;
		this.socket = Files.createDirectory(sample.directory().resolve("socket")).resolve("app.sock");
		this.portFile = sample.directory().resolve("app.port");
	}

	static void run(Sample.Launcher sample, Faults.Report report) throws Exception {
		new KillFault(sample).run(report);
	}

	private void run(Faults.Report report) throws Exception {
		double whole = startFully("guard");
		int served = 1;
		for (int i = 0; i < KILLS; i++) {
			killAfter(REACH * whole * (i + 0.5) / KILLS, (i % 2 == 0) ? "hand-off" : "guard");
			if (i % FULL_START_EACH == FULL_START_EACH - 1) {
				startFully((i % 2 == 0) ? "guard" : "hand-off");
				served++;
			}
		}
		List<String> left = left();
		String steps = this.killed.entrySet()
			.stream()
			.map((entry) -> entry.getValue() + " " + entry.getKey())
			.collect(Collectors.joining(", "));
		report.row("%d kills over %.1f s, the same port, leased port, Unix socket and port file each time".formatted(KILLS,
				REACH * whole),
				"killed %s; %s; files left beside the socket: %s".formatted(steps, this.wrong.isEmpty()
						? "all %d whole starts before, between and after serve, warn of nothing and list only themselves"
							.formatted(served)
						: this.wrong, left.isEmpty() ? "none" : left),
				this.wrong.isEmpty() && this.killed.size() > 3 && left.stream().allMatch(KillFault::isPrivate));
	}

	private Sample start(String hold) throws IOException {
		return this.sample.start("--server.port=" + this.port, "--port-resolver.fallback=none",
				"--port-resolver.hold=" + hold, this.sample.registry(),
				"--port-resolver.ports.debug.property=app.debug", "--app.debug=" + this.debug,
				"--port-resolver.unix-socket.path=" + this.socket, "--port-resolver.port-file=" + this.portFile,
				"--management.endpoint.ports.show-values=always");
	}

	private void killAfter(double seconds, String hold) throws IOException {
		try (Sample started = start(hold)) {
			while (started.seconds() < seconds && started.isAlive()) {
				Sample.pause(Duration.ofMillis(1));
			}
			if (!started.isAlive()) {
				this.wrong.add(started.failure());
			}
			started.kill();
			this.killed.merge(step(started), 1, Integer::sum);
			this.wrong.addAll(started.warnings());
		}
	}

	private Step step(Sample started) {
		String output = started.output();
		if (started.hasStarted()) {
			return Files.exists(this.portFile) ? Step.ANNOUNCED : Step.STARTED;
		}
		if (output.contains("server.port=" + this.port + " (configured)")) {
			return output.contains("app.debug=" + this.debug) ? Step.ALL_HELD : Step.HELD;
		}
		return output.isEmpty() ? Step.SILENT : Step.LOGGING;
	}

	// Return how long it took
	private double startFully(String hold) throws IOException {
		try (Sample started = start(hold)) {
			if (!started.awaitStartedOrEnd()) {
				this.wrong.add(started.failure());
				return started.seconds();
			}
			double seconds = started.seconds();
			awaitPortFile(started);
			check("port", started.port() == this.port && Sample.answers(this.port));
			check("Unix socket", Sample.get(this.socket, "/").contains("Hello"));
			String listed = Sample.get(this.port, "/actuator/ports");
			check("registry: " + listed, listed.split("\"pid\":").length == 2
					&& listed.contains("\"pid\":" + started.pid() + ","));
			check("port file", Files.readString(this.portFile).equals(String.valueOf(this.port)));
			check("warnings: " + started.warnings(), started.warnings().isEmpty());
			check("exit", started.stop() == 143);
			check("files removed by the stop", Files.notExists(this.portFile) && Files.notExists(this.socket));
			return seconds;
		}
	}

	// It is written after the sample says that it has started
	private void awaitPortFile(Sample started) {
		double end = started.seconds() + Sample.TIMEOUT.toSeconds();
		while (Files.notExists(this.portFile) && started.seconds() < end && started.isAlive()) {
			Sample.pause(Duration.ofMillis(1));
		}
	}

	private static boolean isPrivate(String file) {
		// Two characters at random: the next start is not in its way
		return file.matches("\\.app\\.sock\\...");
	}

	private void check(String what, boolean met) {
		if (!met) {
			this.wrong.add(what);
		}
	}

	private List<String> left() throws IOException {
		try (Stream<Path> files = Files.list(this.socket.getParent())) {
			return files.map((path) -> path.getFileName().toString()).sorted().toList();
		}
	}

	/**
	 * How far a start had come when it was killed.
	 */
	private enum Step {

		SILENT("before the first line of its log"), LOGGING("before the port is held"),
		HELD("with the port held"), ALL_HELD("with all ports held"), STARTED("started"), ANNOUNCED("with its port file");

		private final String text;

		Step(String text) {
			this.text = text;
		}

		@Override
		public String toString() {
			return this.text;
		}

	}

}
