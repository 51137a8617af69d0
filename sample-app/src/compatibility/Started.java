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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A process and its output. Closing it ends it.
 */
final class Started implements AutoCloseable {

	private final Process process;

	private final Path log;

	Started(String name, List<String> command) throws IOException {
		this.log = Files.createDirectories(Compatibility.TARGET.resolve("logs")).resolve(name + ".log");
		ProcessBuilder builder = new ProcessBuilder(command).directory(Compatibility.TARGET.toFile())
			.redirectErrorStream(true)
			.redirectOutput(this.log.toFile());
		builder.environment().keySet().removeIf((key) -> key.startsWith("SERVER_") || key.startsWith("SPRING_"));
		Path run = Files.createDirectories(Compatibility.TARGET.resolve("run"));
		builder.environment().put("XDG_RUNTIME_DIR", run.toString());
		this.process = builder.start();
	}

	void await(String text, int count) throws Exception {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
		while (output().split(Pattern.quote(text), -1).length <= count) {
			Compatibility.expect(!this.process.waitFor(20, TimeUnit.MILLISECONDS),
					"ended before it said '" + text + "', see " + this.log);
			Compatibility.expect(System.nanoTime() < end, "never said '" + text + "', see " + this.log);
		}
	}

	void expectLog(String text) throws IOException {
		Compatibility.expect(output().contains(text), "did not say '" + text + "', see " + this.log);
	}

	String find(String pattern) throws IOException {
		Matcher matcher = Pattern.compile(pattern).matcher(output());
		Compatibility.expect(matcher.find(), "did not say '" + pattern + "', see " + this.log);
		return matcher.group(1);
	}

	String output() throws IOException {
		return Files.readString(this.log);
	}

	int stop() throws InterruptedException {
		this.process.destroy();
		return exitCode();
	}

	int exitCode() throws InterruptedException {
		Compatibility.expect(this.process.waitFor(5, TimeUnit.MINUTES), "still running, see " + this.log);
		return this.process.exitValue();
	}

	@Override
	public void close() {
		this.process.destroyForcibly().onExit().join();
	}

}
