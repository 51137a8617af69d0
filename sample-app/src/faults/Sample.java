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
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A process of the sample.
 */
final class Sample implements AutoCloseable {

	static final Duration TIMEOUT = Duration.ofSeconds(60);

	private static final Pattern STARTED = Pattern.compile("Started SampleApplication");

	private static final Pattern PORT = Pattern.compile("(?:Tomcat|Jetty|Netty) started on ports? (\\d+)");

	private final Process process;

	private final Path output;

	private final long start = System.nanoTime();

	private Sample(Process process, Path output) {
		this.process = process;
		this.output = output;
	}

	long pid() {
		return this.process.pid();
	}

	boolean isAlive() {
		return this.process.isAlive();
	}

	/**
	 * Return the port that the server itself says it serves on.
	 */
	int port() {
		Matcher matcher = PORT.matcher(output());
		if (!matcher.find()) {
			throw new AssertionError("the server tells no port: " + lastLine());
		}
		return Integer.parseInt(matcher.group(1));
	}

	double seconds() {
		return (System.nanoTime() - this.start) / 1e9;
	}

	String output() {
		try {
			return Files.readString(this.output);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	boolean hasStarted() {
		return STARTED.matcher(output()).find();
	}

	/**
	 * Wait until the sample has started or ended.
	 * @return whether it has started
	 */
	boolean awaitStartedOrEnd() {
		await("start or end", () -> hasStarted() || !isAlive());
		return hasStarted();
	}

	Sample awaitStarted() {
		if (!awaitStartedOrEnd()) {
			throw new AssertionError("the sample did not start: " + failure());
		}
		return this;
	}

	void awaitOutput(String text) {
		await("'" + text + "'", () -> output().contains(text) || !isAlive());
		if (!output().contains(text)) {
			throw new AssertionError("ended without '" + text + "': " + failure());
		}
	}

	int awaitExit() {
		await("end", () -> !isAlive());
		return this.process.exitValue();
	}

	private void await(String what, BooleanSupplier condition) {
		long end = System.nanoTime() + TIMEOUT.toNanos();
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() > end) {
				throw new AssertionError("no " + what + " within " + TIMEOUT + ": " + lastLine());
			}
			pause(Duration.ofMillis(10));
		}
	}

	static void pause(Duration duration) {
		try {
			Thread.sleep(duration.toMillis());
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Return the warnings of the starter, not those of the server.
	 */
	List<String> warnings() {
		return output().lines()
			.filter((line) -> line.contains(" WARN ") && line.contains("PortResolver"))
			.map((line) -> line.replaceFirst(".* : ", ""))
			.toList();
	}

	/**
	 * Return why the sample failed, as it says itself.
	 */
	String failure() {
		List<String> description = output().lines()
			.dropWhile((line) -> !line.equals("Description:"))
			.skip(2)
			.takeWhile((line) -> !line.equals("Action:"))
			.filter((line) -> !line.isEmpty())
			.toList();
		return description.isEmpty() ? lastLine() : String.join(" ", description);
	}

	private String lastLine() {
		return output().lines()
			.filter((line) -> !line.isBlank() && !line.startsWith("\tat ") && !line.startsWith("\t..."))
			.reduce("no output", (first, last) -> last)
			.strip();
	}

	void signal(String name) throws IOException, InterruptedException {
		execute("kill", "-" + name, String.valueOf(pid()));
	}

	static void execute(String... command) throws IOException, InterruptedException {
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		if (process.waitFor() != 0) {
			throw new IOException(String.join(" ", command) + ": " + output);
		}
	}

	/**
	 * Ask the sample to stop, as {@code kill} does, and wait until it has ended.
	 */
	int stop() {
		this.process.toHandle().destroy();
		return awaitExit();
	}

	void kill() {
		this.process.destroyForcibly();
		this.process.onExit().orTimeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS).join();
	}

	@Override
	public void close() {
		kill();
	}

	/**
	 * Return what the sample answers, or an empty text if it does not.
	 */
	static String get(int port, String path) {
		return get(port, path, Duration.ofSeconds(30));
	}

	private static String get(int port, String path, Duration timeout) {
		try (Socket socket = new Socket()) {
			// Where the system has no port to draw
			socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), freePort()));
			socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 10_000);
			socket.setSoTimeout((int) timeout.toMillis());
			socket.getOutputStream().write(request(path));
			return body(socket.getInputStream());
		}
		catch (IOException ex) {
			return "";
		}
	}

	static String get(Path unixSocket, String path) {
		try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
			channel.connect(UnixDomainSocketAddress.of(unixSocket));
			channel.write(ByteBuffer.wrap(request(path)));
			return body(Channels.newInputStream(channel));
		}
		catch (IOException ex) {
			return "";
		}
	}

	static byte[] request(String path) {
		return ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
			.getBytes(StandardCharsets.US_ASCII);
	}

	static String body(InputStream in) throws IOException {
		String response = new String(in.readAllBytes(), StandardCharsets.UTF_8);
		int end = response.indexOf("\r\n\r\n");
		return (response.startsWith("HTTP/1.1 200") && end > 0) ? response.substring(end + 4) : "";
	}

	static boolean answers(int port) {
		return answers(port, Duration.ofSeconds(30));
	}

	static boolean answers(int port, Duration timeout) {
		return get(port, "/", timeout).contains("Hello from port");
	}

	/**
	 * Return a free port below those the system draws, with free ones above it. Nobody
	 * else is in this network.
	 */
	static int freePort() throws IOException {
		for (int port = NextPort.next(); port < 30_000; port = NextPort.next()) {
			try (ServerSocket socket = new ServerSocket(port)) {
				return socket.getLocalPort();
			}
			catch (IOException ex) {
				// Connections of the last trial
			}
		}
		throw new IOException("no free port");
	}

	private static final class NextPort {

		private static int next = 15_000;

		static synchronized int next() {
			next += 5;
			return next;
		}

	}

	/**
	 * Starts samples of one server.
	 *
	 * @param jar the jar
	 * @param directory a directory that is empty before the first start
	 */
	record Launcher(Path jar, Path directory) {

		Sample start(String... arguments) throws IOException {
			return start(List.of(), Map.of(), arguments);
		}

		Sample start(List<String> prefix, Map<String, String> environment, String... arguments) throws IOException {
			List<String> command = new ArrayList<>(prefix);
			command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
			command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx96m"));
			command.addAll(List.of("-jar", this.jar.toString()));
			command.addAll(List.of(arguments));
			Path output = Files.createTempFile(this.directory, "sample", ".log");
			ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(output.toFile());
			builder.environment().keySet().removeIf((name) -> name.startsWith("SERVER_") || name.startsWith("SPRING_"));
			builder.environment()
				.put("XDG_RUNTIME_DIR", Files.createDirectories(this.directory.resolve("run")).toString());
			builder.environment().putAll(environment);
			return new Sample(builder.start(), output);
		}

		String registry() {
			return "--port-resolver.registry.directory=" + this.directory.resolve("registry");
		}

		Launcher with(Path other) {
			return new Launcher(other, this.directory);
		}

	}

}
