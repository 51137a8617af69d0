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
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sample with the starter beside the sample without it: nothing but the port may
 * differ, and here the port is free.
 */
@Timeout(240)
class SamplePlainIT {

	private static final Pattern BEAN = Pattern.compile("\"([^\"]+)\":\\{\"aliases\"");

	private static final Pattern NON_DAEMON_THREAD = Pattern.compile("(?m)^\"([^\"]+)\" #\\d+ (?:\\[\\d+] )?prio=");

	private static final Pattern OURS = Pattern
		.compile("(?i)port-?resolver|^portLeases$|^resolvedPorts$|^ports(Endpoint|MeterBinder)|^ports-io\\.github");

	@TempDir
	Path temp;

	@ParameterizedTest
	@ValueSource(strings = { "hand-off", "guard" })
	void sampleWithStarterDiffersInItsOwnPartsOnly(String hold) throws Exception {
		SampleClassPath classPath = SampleClassPath.extract(this.temp);
		int port;
		try (ForeignServers free = ForeignServers.takeRun(1)) {
			port = free.first();
		}
		List<String> with = run(classPath.main(), port, hold);
		List<String> without = run(classPath.withoutStarter().main(), port, hold);
		assertThat(without).anyMatch((line) -> line.startsWith("thread ")).contains("exit code 143");
		assertThat(with).containsExactlyInAnyOrderElementsOf(without);
	}

	private List<String> run(List<String> main, int port, String hold) throws Exception {
		try (SampleProcess sample = SampleProcess.start(this.temp, List.of(), main, "--server.port=" + port,
				"--port-resolver.hold=" + hold, "--management.endpoints.web.exposure.include=*",
				"--port-resolver.registry.directory=" + this.temp.resolve("registry"))) {
			sample.awaitOutput("Started SampleApplication");
			String beans = SampleProcess.get(port, "/actuator/beans");
			String threads = threads(sample.pid());
			List<String> answers = List.of(answer(port, "/"), answer(port, "/nowhere"),
					answer(port, "/actuator/health"));
			sample.stop();
			String exit = "exit code " + sample.awaitExit();
			return Stream
				.of(found(BEAN, beans),
						found(NON_DAEMON_THREAD, threads).map((name) -> "thread " + withoutNumbers(name)).distinct(),
						sample.output().lines().map(SamplePlainIT::message), answers.stream(), Stream.of(exit))
				.flatMap((lines) -> lines)
				.filter((line) -> !OURS.matcher(line).find())
				.map(SamplePlainIT::withoutNumbers)
				.toList();
		}
	}

	private static String threads(long pid) throws IOException {
		String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
		Process process = new ProcessBuilder(jcmd, String.valueOf(pid), "Thread.print").redirectErrorStream(true)
			.start();
		return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
	}

	private static Stream<String> found(Pattern pattern, String text) {
		return pattern.matcher(text).results().map((result) -> result.group(1));
	}

	// Without time and process
	private static String message(String line) {
		return line.replaceFirst("^\\S+Z +(\\w+) \\d+ --- (\\[.*?] )*", "$1 ");
	}

	private static String withoutNumbers(String line) {
		return (line.startsWith("exit") || line.startsWith("/")) ? line
				: line.replaceAll("@[0-9a-f]+|qtp\\d+|\\d+([.,]\\d+)*", "N").replaceAll(" endpoints?", " endpoints");
	}

	private static String answer(int port, String path) throws Exception {
		HttpResponse<String> response = HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
					HttpResponse.BodyHandlers.ofString());
		Map<String, List<String>> headers = new TreeMap<>(response.headers().map());
		headers.remove("date");
		return path + " " + response.statusCode() + " " + headers + " "
				+ response.body().replaceAll("\"(timestamp|requestId)\":\"[^\"]+\"", "");
	}

}
