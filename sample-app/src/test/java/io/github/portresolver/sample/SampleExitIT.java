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

package io.github.portresolver.sample;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Starts that end, or pause, before the server serves.
 */
@Timeout(240)
class SampleExitIT {

	private static final String TAKES_PORT = ": server.port=";

	@TempDir
	Path temp;

	@Test
	void exitsOnRefreshThoughItsPortIsTaken() throws Exception {
		try (ForeignServers foreign = ForeignServers.takeRun(1);
				SampleProcess sample = SampleProcess.start(this.temp, List.of(),
						List.of("-Dspring.context.exit=onRefresh", "-jar", SampleProcess.jar().toString()),
						"--server.port=" + foreign.first(), "--port-resolver.fallback=none")) {
			assertThat(sample.awaitExit()).as(sample.output()).isZero();
			assertThat(sample.output()).doesNotContain(TAKES_PORT).doesNotContain(" WARN ").doesNotContain(" ERROR ");
		}
	}

	// The training of an archive exits on refresh, too
	@Test
	void takesItsClassesFromAnArchiveAndLoadsNoneOfOtherServers() throws Exception {
		Path log = this.temp.resolve("classes.log");
		List<String> main = new ArrayList<>(ExtractedSample.main());
		main.add(0, "-Xlog:class+load:file=" + log);
		try (SampleProcess sample = SampleProcess.start(this.temp, List.of(), main, "--server.port=0")) {
			sample.awaitOutput("Started SampleApplication");
			List<String> loaded = Files.readAllLines(log);
			List<String> own = named(loaded, "io.github.portresolver.").filter((line) -> !line.contains("Lambda"))
				.toList();
			assertThat(own).hasSizeBetween(50, 130);
			assertThat(own.stream().filter((line) -> line.contains("shared objects file")).count())
				.isGreaterThan(own.size() * 3L / 4);
			assertThat(Stream.of("oshi.", "org.springframework.cloud.").flatMap((name) -> named(loaded, name)))
				.isEmpty();
			assertThat(Stream.of("org.apache.catalina.", "org.eclipse.jetty.", "reactor.netty.")
				.filter((server) -> named(loaded, server).findAny().isPresent())).hasSize(1);
		}
	}

	private static Stream<String> named(List<String> loaded, String prefix) {
		return loaded.stream().filter((line) -> line.contains("] " + prefix) && line.contains(" source: "));
	}

	/**
	 * Only a JVM with CRaC can be checkpointed. Here a class of the test is told to do
	 * it, says what would be in the way, and has the sample go on.
	 */
	@Test
	@EnabledOnOs(OS.LINUX)
	void hasNothingOpenWhenItIsCheckpointedAndServesWhenItIsRestored() throws Exception {
		SampleClassPath classPath = SampleClassPath.extract(this.temp).addExtra("crac");
		classPath.compile(checkpoint(), this.temp.resolve("compiled"));
		int port = free();
		try (SampleProcess sample = start(classPath.main("-Dspring.context.checkpoint=onRefresh",
				"-Dorg.crac.Core.Compat=checkpoint", "-Dregistry=" + registry()), port)) {
			assertThat(sample.awaitStarted()).isEqualTo(port);
			assertThat(sample.output()).contains("checkpoint with []").doesNotContain(TAKES_PORT);
			assertThat(SampleProcess.get(port, "/")).isEqualTo("Hello from port " + port + "\n");
			assertThat(SampleProcess.get(port, "/actuator/ports")).startsWith("{\"ports\":{}");
		}
	}

	private Path checkpoint() throws IOException {
		Path sources = Files.createDirectories(this.temp.resolve("sources/checkpoint"));
		Files.writeString(sources.resolve("Resource.java"), "package checkpoint; public interface Resource { }");
		Files.writeString(sources.resolve("Context.java"),
				"package checkpoint; public interface Context { void register(Resource resource); }");
		for (String exception : List.of("CheckpointException", "RestoreException")) {
			Files.writeString(sources.resolve(exception + ".java"),
					"package checkpoint; public class %s extends Exception { }".formatted(exception));
		}
		Files.writeString(sources.resolve("Core.java"), """
				package checkpoint;
				import java.nio.file.*;
				import java.util.*;
				public class Core {
					public static Context getGlobalContext() {
						return (resource) -> { };
					}
					public static void checkpointRestore() throws Exception {
						String unix = Files.readString(Path.of("/proc/self/net/unix"));
				List<String> open = new ArrayList<>();
				try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
					for (Path file : files) {
						String target = Files.isSymbolicLink(file) ? Files.readSymbolicLink(file).toString() : "";
						// The JVM has a Unix domain socket of its own
						if (target.startsWith("socket:") && !unix.contains(" " + target.replaceAll("[^0-9]", ""))
								|| target.startsWith(System.getProperty("registry"))) {
							open.add(target);
						}
					}
				}
				System.out.println("checkpoint with " + open);
					}
				}
				""");
		return sources;
	}

	@Test
	void letsGoWhenItIsTerminatedBeforeThereIsAContext() throws Exception {
		int port = free();
		try (SampleProcess sample = start(slowlyStarting(), port, "--slow.early")) {
			sample.awaitOutput("starting slowly");
			assertThat(sample.output()).contains(TAKES_PORT + port);
			assertEndsWithoutATrace(sample, port);
		}
	}

	@Test
	void removesItsSocketFileWhenItIsTerminatedBeforeTheContextIsRefreshed() throws Exception {
		try (SampleProcess sample = SampleProcess.start(this.temp, List.of(), slowlyStarting(),
				"--port-resolver.unix-socket.path=app.sock", "--port-resolver.unix-socket.only=true", "--slow.early")) {
			sample.awaitOutput("starting slowly");
			assertThat(this.temp.resolve("app.sock")).exists();
			sample.stop();
			assertThat(sample.awaitExit()).as("128 and SIGTERM").isEqualTo(143);
			assertThat(sample.output()).doesNotContain("Started SampleApplication");
			assertThat(this.temp.resolve("app.sock")).doesNotExist();
		}
	}

	@Test
	void letsGoWhenItIsTerminatedBeforeTheServerStarts() throws Exception {
		int port = free();
		try (SampleProcess sample = start(slowlyStarting(), port)) {
			sample.awaitOutput("starting slowly");
			assertThat(sample.output()).contains(TAKES_PORT + port);
			assertEndsWithoutATrace(sample, port);
		}
	}

	private List<String> slowlyStarting() throws IOException {
		return SampleClassPath.extract(this.temp)
			.add(Path.of("target/test-classes").toAbsolutePath())
			.mainOf(SlowStartingSample.class.getName());
	}

	private void assertEndsWithoutATrace(SampleProcess sample, int port) throws Exception {
		sample.stop();
		assertThat(sample.awaitExit()).as("128 and SIGTERM").isEqualTo(143);
		assertThat(sample.output()).doesNotContain("started on port");
		new ServerSocket(port).close();
		assertThat(Records.in(registry())).isEmpty();
		assertThat(portFile()).doesNotExist();
	}

	private static int free() throws IOException {
		try (ForeignServers free = ForeignServers.takeRun(1)) {
			return free.first();
		}
	}

	private Path registry() {
		return this.temp.resolve("registry");
	}

	private Path portFile() {
		return this.temp.resolve("sample.port");
	}

	private SampleProcess start(List<String> main, int port, String... more) throws IOException {
		List<String> arguments = new ArrayList<>(List.of(more));
		arguments.addAll(List.of("--server.port=" + port, "--port-resolver.registry.directory=" + registry(),
				"--port-resolver.port-file=" + portFile()));
		return SampleProcess.start(this.temp, List.of(), main, arguments.toArray(String[]::new));
	}

}
