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

package io.github.portresolver.owner;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Another process that listens on a port of its own.
 *
 * @param process the process
 * @param port the port
 */
record ForkedListener(Process process, int port) implements AutoCloseable {

	static ForkedListener java(String address) throws Exception {
		return start(javaCommand(classes(ListenerMain.class).toString(), ListenerMain.class, address));
	}

	static ForkedListener start(List<String> command) throws Exception {
		Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
		try {
			return new ForkedListener(process, Integer.parseInt(firstLine(process)));
		}
		catch (Exception ex) {
			process.destroyForcibly();
			throw ex;
		}
	}

	static List<String> javaCommand(String classPath, Class<?> main, String... arguments) {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-Dpassword=secret", "-cp", classPath));
		command.add(main.getName());
		command.addAll(List.of(arguments));
		return command;
	}

	static String firstLine(Process process) throws Exception {
		return CompletableFuture.supplyAsync(() -> readLine(process)).get(30, TimeUnit.SECONDS);
	}

	private static String readLine(Process process) {
		try {
			BufferedReader reader = new BufferedReader(
					new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
			return String.valueOf(reader.readLine());
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

	static Path classes(Class<?> type) {
		CodeSource source = type.getProtectionDomain().getCodeSource();
		return Path.of(source.getLocation().getPath());
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
