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
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The sample application as its users start it: {@code java -jar sample-app.jar}, which
 * is extracted unless a test names the jar. Closing it ends the process.
 */
final class SampleProcess implements AutoCloseable {

	// Many may start at once
	private static final Duration TIMEOUT = Duration.ofMinutes(2);

	private static final Pattern STARTED = Pattern.compile("(?:Tomcat|Jetty|Netty) started on port (\\d+)");

	private static final Pattern RESOLVED = Pattern.compile(": server\\.port=(\\d+) ");

	private static final HttpClient CLIENT = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

	private final Process process;

	private final Path output;

	private SampleProcess(Process process, Path output) {
		this.process = process;
		this.output = output;
	}

	static Path jar() {
		return Path.of("target/sample-app.jar").toAbsolutePath();
	}

	static SampleProcess start(String... arguments) throws IOException {
		return start(Path.of(""), List.of(), ExtractedSample.main(), arguments);
	}

	static SampleProcess start(List<String> prefix, Path jar, String... arguments) throws IOException {
		return start(Path.of(""), prefix, List.of("-jar", jar.toString()), arguments);
	}

	static SampleProcess start(Path directory, List<String> prefix, List<String> main, String... arguments)
			throws IOException {
		List<String> command = new ArrayList<>(prefix);
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		// Starts faster where many start at once
		command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx96m"));
		command.addAll(main);
		command.addAll(List.of(arguments));
		Path output = Files.createTempFile("sample-app", ".log");
		ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toAbsolutePath().toFile())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile());
		builder.environment().keySet().removeIf((name) -> name.startsWith("SERVER_") || name.startsWith("SPRING_"));
		return new SampleProcess(builder.start(), output);
	}

	boolean isAlive() {
		return this.process.isAlive();
	}

	long pid() {
		return this.process.pid();
	}

	String output() {
		try {
			return Files.readString(this.output);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Wait until the server serves.
	 * @return the port from the server's own log line
	 */
	int awaitStarted() {
		return awaitStarted(1);
	}

	/**
	 * Wait until the server serves after a restart within the process.
	 * @param count how often a server has started then
	 * @return the port from the last one's own log line
	 */
	int awaitStarted(int count) {
		await("start " + count, () -> startedPorts().size() >= count);
		return startedPorts().get(count - 1);
	}

	private List<Integer> startedPorts() {
		return STARTED.matcher(output()).results().map((result) -> Integer.parseInt(result.group(1))).toList();
	}

	/**
	 * Wait until the server serves or the process has ended.
	 * @return the port, or -1 if the process has ended
	 */
	int awaitStartedOrEnd() {
		try {
			return awaitStarted();
		}
		catch (AssertionError ex) {
			if (this.process.isAlive()) {
				throw ex;
			}
			return -1;
		}
	}

	/**
	 * Return the port of the starter's own log line.
	 * @return the port
	 */
	int resolvedPort() {
		Matcher matcher = RESOLVED.matcher(output());
		return matcher.find() ? Integer.parseInt(matcher.group(1)) : -1;
	}

	void awaitOutput(String text) {
		await("'" + text + "'", () -> output().contains(text));
	}

	void await(String what, BooleanSupplier condition) {
		long end = System.nanoTime() + TIMEOUT.toNanos();
		while (!condition.getAsBoolean()) {
			if (!this.process.isAlive() && !condition.getAsBoolean()) {
				throw new AssertionError("Ended before " + what + ":\n" + output());
			}
			if (System.nanoTime() > end) {
				throw new AssertionError("No " + what + " within " + TIMEOUT + ":\n" + output());
			}
			pause();
		}
	}

	private void pause() {
		try {
			this.process.waitFor(20, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	int awaitExit() throws InterruptedException {
		if (!this.process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
			throw new AssertionError("Still running:\n" + output());
		}
		return this.process.exitValue();
	}

	static String get(int port, String path) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
			.timeout(Duration.ofSeconds(30))
			.build();
		return CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).body();
	}

	static String post(int port, String path) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
			.timeout(Duration.ofSeconds(30))
			.POST(HttpRequest.BodyPublishers.noBody())
			.build();
		return CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).body();
	}

	/**
	 * Ask the process to stop, as {@code kill} does. The process itself would have its
	 * input closed as well.
	 */
	void stop() {
		this.process.toHandle().destroy();
	}

	/**
	 * End the input of the process.
	 */
	void closeInput() throws IOException {
		this.process.getOutputStream().close();
	}

	void kill() {
		this.process.destroyForcibly();
	}

	@Override
	public void close() throws IOException {
		this.process.destroyForcibly();
		this.process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
		Files.deleteIfExists(this.output);
	}

}
