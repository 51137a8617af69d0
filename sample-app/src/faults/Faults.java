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
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Tries faults and prints a Markdown table of what came of them; {@code faults.sh} runs it,
 * in namespaces of its own.
 */
public final class Faults {

	private static final List<String> ALL = List.of("tomcat", "jetty", "netty");

	private static final List<String> TOMCAT = List.of("tomcat");

	private static final List<Fault> FAULTS = List.of(
			new Fault("descriptors", "no file descriptors left", ALL, DescriptorFault::run),
			new Fault("ports", "no ephemeral ports left", ALL, EphemeralPortsFault::run),
			new Fault("proc", "`/proc` entries that hang", TOMCAT, HangingProcFault::run),
			new Fault("disk", "a full disk", ALL, FullDiskFault::run),
			new Fault("clock", "clock steps", TOMCAT, ClockFault::run),
			new Fault("stop", "`SIGSTOP` between choosing and serving", ALL, StopFault::run),
			new Fault("kill", "`kill -9` at each step of a start", ALL, KillFault::run));

	private Faults() {
	}

	public static void main(String[] args) throws Exception {
		Path jars = Path.of(args[0]);
		Path work = Path.of(args[1]);
		List<String> chosen = List.of(args).subList(2, args.length);
		Table table = new Table();
		int missed = 0;
		for (Fault fault : FAULTS) {
			if (chosen.isEmpty() || chosen.contains(fault.name())) {
				for (String server : fault.servers()) {
					missed += run(fault, server, jars, work, table) ? 0 : 1;
				}
			}
		}
		table.print();
		if (missed > 0) {
			System.err.println(missed + " trials did not come out as expected");
		}
		System.exit((missed > 0) ? 1 : 0);
	}

	private static boolean run(Fault fault, String server, Path jars, Path work, Table table)
			throws Exception {
		Path directory = Files.createDirectory(work.resolve(fault.name() + "-" + server));
		Report report = new Report(fault, server, directory, table);
		try {
			fault.trial().run(new Sample.Launcher(jars.resolve(server + ".jar"), directory), report);
		}
		catch (AssertionError | IOException | RuntimeException ex) {
			report.row("the trial was broken off", ex.toString(), false);
		}
		return report.isMet();
	}

	/**
	 * Copy a jar of the sample without the starter.
	 */
	static Path withoutStarter(Path jar, Path directory) throws IOException {
		Path copy = Files.copy(jar, directory.resolve("without.jar"));
		try (FileSystem content = FileSystems.newFileSystem(copy);
				Stream<Path> libraries = Files.list(content.getPath("BOOT-INF/lib"))) {
			for (Path library : libraries.filter((path) -> path.toString().contains("port-resolver")).toList()) {
				Files.delete(library);
			}
		}
		return copy;
	}

	private record Fault(String name, String title, List<String> servers, Trial trial) {

	}

	private interface Trial {

		void run(Sample.Launcher sample, Report report) throws Exception;

	}

	private record Row(String fault, String tried, String seen, boolean expected) {

	}

	/**
	 * The rows of all faults: one where the servers do not differ.
	 */
	private static final class Table {

		private final Map<String, Map<Row, List<String>>> rows = new LinkedHashMap<>();

		void add(Row row, String server) {
			this.rows.computeIfAbsent(row.fault() + row.tried(), (key) -> new LinkedHashMap<>())
				.computeIfAbsent(row, (key) -> new ArrayList<>())
				.add(server);
		}

		void print() {
			System.out.printf("| fault | tried | server | came of it |%n|---|---|---|---|%n");
			this.rows.values().forEach((rows) -> rows.forEach(this::print));
		}

		private void print(Row row, List<String> servers) {
			System.out.printf("| %s | %s | %s | %s%s |%n", row.fault(), row.tried(), String.join(", ", servers),
					row.expected() ? "" : "**not as expected**: ", row.seen());
		}

	}

	/**
	 * What is seen of one fault on one server.
	 */
	static final class Report {

		private final Fault fault;

		private final String server;

		private final Path directory;

		private final Table table;

		private boolean met = true;

		Report(Fault fault, String server, Path directory, Table table) {
			this.fault = fault;
			this.server = server;
			this.directory = directory;
			this.table = table;
		}

		/**
		 * Add a row, and remember whether it is as expected.
		 */
		void row(String tried, String seen, boolean expected) {
			String text = seen.replace(this.directory + "/", "").replace("|", "\\|").replace('\n', ' ');
			System.err.printf("%s, %s: %s%n", this.fault.name(), this.server, expected ? "as expected" : text);
			this.table.add(new Row(this.fault.title(), tried, text, expected), this.server);
			this.met &= expected;
		}

		boolean isMet() {
			return this.met;
		}

	}

}
