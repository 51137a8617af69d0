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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A command of the operating system. It is ended when the thread that runs it is
 * interrupted.
 */
final class ProcessRunner {

	private static final int MAX_OUTPUT = 4 * 1024 * 1024;

	private static final int POLL_MILLISECONDS = 10;

	// "error=2, No such file" up to Java 24, "error: 2 (No such file" from Java 25
	private static final Pattern NOT_FOUND = Pattern.compile("error(=|: )2\\b");

	private final List<String> command;

	ProcessRunner(String... command) {
		this.command = List.of(command);
	}

	Result run(String... arguments) throws IOException, InterruptedException {
		Process process = start(arguments);
		try (InputStream stream = process.getInputStream()) {
			process.getOutputStream().close();
			String output = read(process, stream);
			return new Result(process.exitValue(), output);
		}
		finally {
			process.destroyForcibly();
		}
	}

	private Process start(String... arguments) throws IOException {
		List<String> line = Stream.concat(this.command.stream(), Stream.of(arguments)).toList();
		ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
		builder.environment().put("LC_ALL", "C");
		try {
			return builder.start();
		}
		catch (IOException ex) {
			boolean missing = NOT_FOUND.matcher(String.valueOf(ex.getMessage())).find();
			throw new IOException(this.command.get(0) + (missing ? " is not installed" : " could not be started"), ex);
		}
	}

	// A read could block forever, as a child of the tool may inherit the pipe
	private String read(Process process, InputStream stream) throws IOException, InterruptedException {
		ByteArrayOutputStream output = new ByteArrayOutputStream();
		boolean ended = false;
		while (true) {
			int available = stream.available();
			if (available > 0) {
				output.write(stream.readNBytes(available));
			}
			else if (ended) {
				// Latin-1 cannot fail: the encoding of a Windows console is not known
				return output.toString(StandardCharsets.ISO_8859_1);
			}
			else {
				ended = process.waitFor(POLL_MILLISECONDS, TimeUnit.MILLISECONDS);
			}
			if (output.size() > MAX_OUTPUT) {
				throw new IOException(this.command.get(0) + " printed too much");
			}
		}
	}

	record Result(int exitCode, String output) {

	}

}
