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

package io.github.portresolver.unix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * An application in a process of its own. Closing it ends the process.
 */
record ForkedServer(Process process, Path output) implements AutoCloseable {

	private static final long TIMEOUT_SECONDS = 60;

	static ForkedServer start(ServerKind server, String... arguments) throws IOException {
		List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(),
				"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m", "-cp", System.getProperty("java.class.path"),
				ServerKind.class.getName(), server.name()));
		command.addAll(List.of(arguments));
		Path output = Files.createTempFile("unix-socket", ".log");
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
		return new ForkedServer(process, output);
	}

	void awaitOutput(String text) throws Exception {
		await(() -> text() != null && text().contains(text));
	}

	int awaitExit() throws Exception {
		await(() -> !this.process.isAlive());
		return this.process.exitValue();
	}

	private void await(BooleanSupplier condition) throws Exception {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
		while (!condition.getAsBoolean()) {
			if (!this.process.isAlive() && !condition.getAsBoolean() || System.nanoTime() > end) {
				throw new AssertionError("Not as expected:\n" + text());
			}
			this.process.waitFor(20, TimeUnit.MILLISECONDS);
		}
	}

	String text() {
		try {
			return Files.readString(this.output);
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

	void kill() {
		this.process.destroyForcibly().onExit().orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
	}

	@Override
	public void close() throws IOException {
		kill();
		Files.deleteIfExists(this.output);
	}

}
