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
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

/**
 * A full disk where the registry, the port file and the Unix domain socket are to be: one
 * without bytes, and one without inodes.
 */
final class FullDiskFault {

	private FullDiskFault() {
	}

	static void run(Sample.Launcher sample, Faults.Report report) throws Exception {
		run(sample, report, "bytes", "size=64k");
		run(sample, report, "inodes", "nr_inodes=8");
	}

	private static void run(Sample.Launcher sample, Faults.Report report, String lacking, String options)
			throws Exception {
		Path disk = Files.createDirectory(sample.directory().resolve(lacking));
		Sample.execute("mount", "-t", "tmpfs", "-o", options, "faults", disk.toString());
		try {
			fill(disk);
			start(sample, report, lacking, disk);
			if (lacking.equals("inodes")) {
				startOnSocket(sample, report, disk);
			}
		}
		finally {
			Sample.execute("umount", "-l", disk.toString());
		}
	}

	// Keeping room for the registry's directory, which is there from earlier
	private static void fill(Path disk) throws IOException {
		Files.createDirectory(disk.resolve("registry"),
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
		int file = 0;
		try {
			while (true) {
				try (OutputStream out = Files.newOutputStream(disk.resolve("file" + file++))) {
					out.write(new byte[4096]);
				}
			}
		}
		catch (IOException ex) {
			if (!String.valueOf(ex.getMessage()).contains("No space left on device")) {
				throw ex;
			}
		}
	}

	private static void start(Sample.Launcher sample, Faults.Report report, String lacking, Path disk)
			throws IOException {
		int port = Sample.freePort();
		int debug = Sample.freePort();
		try (Sample started = sample.start("--server.port=" + port,
				"--port-resolver.registry.directory=" + disk.resolve("registry"),
				"--port-resolver.port-file=" + disk.resolve("sample.port"),
				"--port-resolver.ports.debug.property=app.debug", "--app.debug=" + debug)) {
			boolean answers = started.awaitStartedOrEnd() && Sample.answers(port);
			// What is written last
			Sample.pause(Duration.ofMillis(500));
			List<String> warnings = started.warnings();
			int exit = answers ? started.stop() : started.awaitExit();
			String seen = answers ? "answers; " + String.join("; ", warnings) : started.failure();
			boolean registry = warnings.stream().filter((line) -> line.contains("registry") || line.contains("record")).count() == 1;
			boolean file = warnings.stream().filter((line) -> line.contains("Port file")).count() == 1;
			seen = seen.replace(String.valueOf(port), "<port>").replaceAll("\\.[0-9a-f]{16}\\.tmp", ".<random>.tmp");
			report.row("no " + lacking + " left for registry, leases and port file", seen + "; exit " + exit,
					answers && registry && file && warnings.size() == 2 && exit == 143);
		}
	}

	private static void startOnSocket(Sample.Launcher sample, Faults.Report report, Path disk) throws IOException {
		try (Sample started = sample.start("--server.port=" + Sample.freePort(),
				"--port-resolver.unix-socket.path=" + disk.resolve("sample.sock"))) {
			boolean serves = started.awaitStartedOrEnd();
			String seen = serves ? "serves" : "exit " + started.awaitExit() + ": " + started.failure();
			report.row("no inodes left for a Unix domain socket", seen,
					!serves && started.failure().contains("No space left on device"));
		}
	}

}
