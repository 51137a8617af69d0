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

import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aot.agent.RecordedInvocation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sample processed ahead of time, as the plugins of Spring Boot do it.
 */
@Timeout(240)
class SampleAotIT {

	private static SampleClassPath classPath;

	private static ForeignServers foreign;

	@TempDir
	static Path temp;

	@BeforeAll
	static void process() throws Exception {
		foreign = ForeignServers.takeRun(1);
		classPath = SampleClassPath.extract(temp);
		List<String> arguments = new ArrayList<>(List.of(SampleClassPath.MAIN_CLASS));
		for (String output : List.of("sources", "resources", "classes")) {
			arguments.add(Files.createDirectories(temp.resolve("aot").resolve(output)).toString());
		}
		arguments.addAll(List.of("io.github.portresolver", "sample-app", "--server.port=" + foreign.first(),
				"--port-resolver.fallback=none", "--management.server.port=0"));
		try (SampleProcess processor = SampleProcess.start(temp, List.of(),
				classPath.mainOf("org.springframework.boot.SpringApplicationAotProcessor"),
				arguments.toArray(String[]::new))) {
			assertThat(processor.awaitExit()).as(processor.output()).isZero();
			assertThat(processor.output()).doesNotContain("server.port");
		}
		classPath.add(temp.resolve("aot/resources"));
		classPath.add(temp.resolve("aot/classes"));
		classPath.compile(temp.resolve("aot/sources"), temp.resolve("compiled"));
	}

	@AfterAll
	static void release() throws IOException {
		foreign.close();
	}

	@Test
	void isProcessedThoughItsPortIsTakenAndServesOnTheNextOne() throws Exception {
		try (SampleProcess sample = start()) {
			int port = sample.awaitStarted();
			assertThat(port).isEqualTo(foreign.first() + 1);
			assertThat(SampleProcess.get(port, "/")).isEqualTo("Hello from port " + port + "\n");
			int management = sample.awaitStarted(2);
			assertThat(SampleProcess.get(management, "/actuator/ports"))
				.contains("\"requested\":" + foreign.first() + ",\"port\":" + port + ",\"source\":\"adjacent\"")
				.contains("\"port\":" + management + ",\"source\":\"random\"")
				.containsPattern("(\"hold\":\"hand-off\",\"transport\":\"selector\".*){2}");
			assertThat(SampleProcess.get(management, "/actuator/ports/" + foreign.first()))
				.contains("\"state\":\"in-use\"")
				.contains("\"pid\":" + ProcessHandle.current().pid());
			assertThat(sample.output()).contains("Starting AOT-processed").doesNotContain("no server took it");
		}
	}

	// Nothing about the socket was known when it was processed
	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void servesOnSocketThatIsOnlyKnownAtRunTime(boolean only) throws Exception {
		Path socket = temp.resolve("app.sock");
		try (SampleProcess sample = start("--port-resolver.unix-socket.path=" + socket,
				"--port-resolver.unix-socket.only=" + only)) {
			sample.awaitOutput("Started SampleApplication");
			assertThat(getOverSocket(socket)).startsWith("HTTP/1.1 200").contains("Hello from port");
			assertThat(sample.output()).contains("Starting AOT-processed").doesNotContain("no server used it");
			assertThat(isServing(foreign.first() + 1)).isEqualTo(!only);
		}
		Files.deleteIfExists(socket);
	}

	// A native image can only do what the hints tell
	@Test
	void whatTheStarterDoesByReflectionIsInTheHints() throws Exception {
		String agent = RecordedInvocation.class.getProtectionDomain().getCodeSource().getLocation().getPath();
		List<String> main = List.of("-Dspring.aot.enabled=true",
				"-javaagent:" + agent + "=+org.springframework,+org.apache,+io.github.portresolver", "-cp",
				String.join(File.pathSeparator, classPath.toString(), agent,
						Path.of("target/test-classes").toAbsolutePath().toString()),
				TracedSample.class.getName());
		try (SampleProcess traced = start(main, "--port-resolver.unix-socket.path=" + temp.resolve("traced.sock"))) {
			assertThat(traced.awaitExit()).as(traced.output()).isZero();
			assertThat(traced.output().lines().filter((line) -> line.startsWith("covered: ")))
				.anyMatch((line) -> line.contains("AdoptingHttp11NioProtocol"))
				.anyMatch((line) -> line.contains("PortResolverProperties"))
				.anyMatch((line) -> line.contains("page.html"));
			assertThat(traced.output().lines().filter((line) -> line.startsWith("MISSING: "))).isEmpty();
		}
	}

	private static SampleProcess start(String... arguments) throws IOException {
		return start(classPath.main("-Dspring.aot.enabled=true"), arguments);
	}

	private static SampleProcess start(List<String> main, String... arguments) throws IOException {
		String[] all = Arrays.copyOf(arguments, arguments.length + 4);
		all[arguments.length] = "--server.port=" + foreign.first();
		all[arguments.length + 1] = "--port-resolver.registry.directory=" + Files.createTempDirectory(temp, "registry");
		all[arguments.length + 2] = "--port-resolver.owner.timeout=30s";
		// Decided ahead of time
		all[arguments.length + 3] = "--management.server.port=0";
		return SampleProcess.start(temp, List.of(), main, all);
	}

	private static String getOverSocket(Path socket) throws IOException {
		try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
			channel.write(
					StandardCharsets.US_ASCII.encode("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
			return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.US_ASCII);
		}
	}

	private static boolean isServing(int port) throws IOException {
		try {
			new Socket("127.0.0.1", port).close();
			return true;
		}
		catch (ConnectException ex) {
			return false;
		}
	}

}
