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

package io.github.portresolver.testsupport;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A main class in a JVM of its own. Every wait is bounded, and closing it ends the
 * process.
 */
public final class ForkedJvm implements AutoCloseable {

	private static final Duration LONGEST = Duration.ofMinutes(2);

	private final Process process;

	private final List<String> lines = new ArrayList<>();

	private final Thread reader;

	private boolean ended;

	private ForkedJvm(Process process) {
		this.process = process;
		this.reader = new Thread(this::read, "output of " + process.pid());
		this.reader.setDaemon(true);
		this.reader.start();
	}

	public static Command of(Class<?> main) {
		return new Command(main);
	}

	private void read() {
		try (BufferedReader reader = this.process.inputReader(StandardCharsets.UTF_8)) {
			reader.lines().forEach(this::add);
		}
		catch (IOException | UncheckedIOException ex) {
			add(ex.toString());
		}
		finally {
			synchronized (this) {
				this.ended = true;
				notifyAll();
			}
		}
	}

	private synchronized void add(String line) {
		this.lines.add(line);
		notifyAll();
	}

	/**
	 * Return where the class is, and those that were compiled with it.
	 */
	public static Path classes(Class<?> type) {
		return Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString()));
	}

	public Process process() {
		return this.process;
	}

	public long pid() {
		return this.process.pid();
	}

	public String firstLine() throws InterruptedException {
		return awaitLine("");
	}

	/**
	 * Wait for a line of the output that contains the text.
	 * @param text the text
	 * @return the line
	 */
	public synchronized String awaitLine(String text) throws InterruptedException {
		long end = System.nanoTime() + LONGEST.toNanos();
		while (true) {
			for (String line : this.lines) {
				if (line.contains(text)) {
					return line;
				}
			}
			if (this.ended || System.nanoTime() > end) {
				throw new AssertionError("No line with '" + text + "':\n" + output());
			}
			wait(1000);
		}
	}

	/**
	 * Wait until the process has ended and all of its output has been read.
	 * @return the exit code
	 */
	public int awaitExit() throws InterruptedException {
		if (!this.process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
			throw new AssertionError("Process " + pid() + " does not end:\n" + output());
		}
		this.reader.join(LONGEST.toMillis());
		return this.process.exitValue();
	}

	public synchronized List<String> lines() {
		return List.copyOf(this.lines);
	}

	public String output() {
		return String.join("\n", lines());
	}

	/**
	 * End the process as {@code kill -9} does.
	 */
	public void kill() {
		this.process.destroyForcibly().onExit().orTimeout(LONGEST.toSeconds(), TimeUnit.SECONDS).join();
	}

	@Override
	public void close() {
		kill();
	}

	/**
	 * How to start the JVM.
	 */
	public static final class Command {

		private final Class<?> main;

		private final List<String> prefix = new ArrayList<>();

		private final List<String> options = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));

		private String classPath = System.getProperty("java.class.path");

		private Path directory = Path.of("").toAbsolutePath();

		private Command(Class<?> main) {
			this.main = main;
		}

		/**
		 * Set what precedes the command, such as {@code setpriv} and its options.
		 */
		public Command prefix(String... prefix) {
			this.prefix.addAll(List.of(prefix));
			return this;
		}

		/**
		 * Run as another user, or skip the test if that is not possible.
		 */
		public Command asUser(int uid) throws IOException {
			Privileged.assumeRoot();
			this.classPath = Privileged.readableClasses().toString();
			return prefix("setpriv", "--reuid=" + uid, "--regid=" + Privileged.NOBODY, "--clear-groups");
		}

		public Command options(String... options) {
			this.options.addAll(List.of(options));
			return this;
		}

		/**
		 * Use the classes of this module only: that starts faster.
		 */
		public Command withoutLibraries() {
			this.classPath = String.join(File.pathSeparator, Privileged.classes().map(Path::toString).toList());
			return this;
		}

		/**
		 * Leave libraries out.
		 * @param names parts of the names of their files
		 */
		public Command without(String... names) {
			this.classPath = Stream.of(this.classPath.split(File.pathSeparator))
				.filter((entry) -> Stream.of(names).noneMatch(Path.of(entry).getFileName().toString()::contains))
				.collect(Collectors.joining(File.pathSeparator));
			return this;
		}

		public Command directory(Path directory) throws IOException {
			this.directory = Files.createDirectories(directory);
			return this;
		}

		public ForkedJvm start(Object... arguments) throws IOException {
			List<String> command = new ArrayList<>(this.prefix);
			command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
			command.addAll(this.options);
			command.addAll(List.of("-cp", this.classPath, this.main.getName()));
			Stream.of(arguments).map(String::valueOf).forEach(command::add);
			return new ForkedJvm(
					new ProcessBuilder(command).directory(this.directory.toFile()).redirectErrorStream(true).start());
		}

		/**
		 * Run until the process ends by itself without a failure.
		 * @param arguments the arguments of the main class
		 * @return the lines printed
		 */
		public List<String> run(Object... arguments) throws IOException, InterruptedException {
			try (ForkedJvm jvm = start(arguments)) {
				int exit = jvm.awaitExit();
				if (exit != 0) {
					throw new AssertionError("Exit code " + exit + ":\n" + jvm.output());
				}
				return jvm.lines();
			}
		}

	}

}
