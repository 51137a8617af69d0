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

package io.github.portresolver.resolve;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs {@link ForkedMain} in a JVM of its own.
 */
final class ForkedJvm {

	private static final List<String> AS_NOBODY = List.of("setpriv", "--reuid=65534", "--regid=65534",
			"--clear-groups");

	private ForkedJvm() {
	}

	/**
	 * Run in a JVM that has no IPv6.
	 * @return the lines printed
	 */
	static List<String> runWithIpv4Only(Path directory, Object... arguments) throws Exception {
		return run(directory, command(classPath(), List.of("-Djava.net.preferIPv4Stack=true"), arguments));
	}

	/**
	 * Run as a user without privileges. The test is skipped where that is not possible.
	 * @return the lines printed
	 */
	static List<String> runAsNobody(Path directory, Object... arguments) throws Exception {
		Assumptions.assumeTrue("root".equals(System.getProperty("user.name")),
				"Only root can start a process as nobody");
		Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "setpriv is not installed");
		Path readable = directory.resolve("classes");
		for (Path classes : classPath()) {
			copy(classes, readable);
		}
		Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
		List<String> command = new ArrayList<>(AS_NOBODY);
		command.addAll(command(List.of(readable), List.of(), arguments));
		return run(directory, command);
	}

	private static List<Path> classPath() {
		return Stream.of(PortBinder.class, ForkedMain.class)
			.map((type) -> Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath()))
			.toList();
	}

	private static List<String> command(List<Path> classPath, List<String> options, Object... arguments) {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Dfile.encoding=UTF-8", "-cp"));
		command.add(String.join(":", classPath.stream().map(Path::toString).toList()));
		command.addAll(options);
		command.add(ForkedMain.class.getName());
		Stream.of(arguments).map(String::valueOf).forEach(command::add);
		return command;
	}

	private static List<String> run(Path directory, List<String> command) throws Exception {
		Path output = directory.resolve("output.txt");
		Process process = new ProcessBuilder(command).directory(directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		try {
			assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
			String text = Files.readString(output, StandardCharsets.UTF_8);
			assertThat(process.exitValue()).as(text).isZero();
			return text.lines().toList();
		}
		finally {
			process.destroyForcibly();
		}
	}

	private static void copy(Path source, Path target) throws IOException {
		try (Stream<Path> files = Files.walk(source)) {
			for (Path file : files.toList()) {
				Path copy = target.resolve(source.relativize(file).toString());
				if (Files.isDirectory(file)) {
					Files.createDirectories(copy);
					Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
				}
				else {
					Files.copy(file, copy);
					Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-r--r--"));
				}
			}
		}
	}

}
