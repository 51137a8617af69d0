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

package io.github.portresolver.boot;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.portresolver.testsupport.Apps;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * An application in a JVM of its own, for what belongs to a process: its working
 * directory. It runs until its input ends.
 */
public final class ForkedApp implements AutoCloseable {

	private static final int TIMEOUT_SECONDS = 120;

	private static final String SERVING = "serving on ";

	private final Process process;

	private final BufferedReader output;

	private ForkedApp(Process process) {
		this.process = process;
		this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
	}

	static ForkedApp start(Path workingDirectory, String... arguments) throws IOException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp",
				System.getProperty("java.class.path"), ForkedApp.class.getName()));
		command.addAll(List.of(arguments));
		Files.createDirectories(workingDirectory);
		return new ForkedApp(
				new ProcessBuilder(command).directory(workingDirectory.toFile()).redirectErrorStream(true).start());
	}

	int awaitPort() {
		return CompletableFuture.supplyAsync(this::readPort).orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
	}

	private int readPort() {
		StringBuilder seen = new StringBuilder();
		try {
			for (String line = this.output.readLine(); line != null; line = this.output.readLine()) {
				if (line.startsWith(SERVING)) {
					return Integer.parseInt(line.substring(SERVING.length()));
				}
				seen.append(line).append('\n');
			}
		}
		catch (IOException ex) {
			seen.append(ex);
		}
		throw new IllegalStateException("It does not serve:\n" + seen);
	}

	@Override
	public void close() throws IOException {
		this.process.getOutputStream().close();
		try {
			this.process.onExit().orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
		}
		finally {
			this.process.destroyForcibly();
		}
	}

	public static void main(String[] arguments) throws IOException {
		try (ConfigurableApplicationContext context = Apps.run(arguments)) {
			System.out.println(SERVING + Apps.localPort(context));
			System.in.read();
		}
	}

}
