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

import java.nio.file.Files;
import java.nio.file.Path;

import io.github.portresolver.failure.InvalidPropertyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for bad input: {@link InvalidPropertyException}, its analyzer, and
 * {@link AllowedValues}, as a user meets them.
 */
@ExtendWith(OutputCaptureExtension.class)
class InvalidPropertyTests {

	private static final String PORT = "a port from 1 to 65535, 0 for a random port, or -1 for no server";

	@TempDir
	private Path directory;

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			server.port            | 70000 | must not be greater than 65535
			server.port            | abc   | not a valid integer
			management.server.port | abc   | not a valid integer
			port-resolver.random.range | 9-1     | the first port must not be greater than the last
			port-resolver.random.range | 1-70000 | ports must be from 1 to 65535
			port-resolver.random.range | 0-10    | ports must be from 1 to 65535
			port-resolver.random.range | 1-2-3   | expected a port or a range such as 20000-29999
			port-resolver.random.range | x       | expected a port or a range such as 20000-29999
			port-resolver.random.range | 70000   | ports must be from 1 to 65535
			port-resolver.exclude | x      | expected a port or a range such as 20000-29999
			port-resolver.exclude | 5000,x | expected a port or a range such as 20000-29999
			port-resolver.exclude | 70000  | ports must be from 1 to 65535
			port-resolver.fallback | maybe | not one of the allowed values
			port-resolver.hold     | lease | not one of the allowed values
			port-resolver.hold     | tight | not one of the allowed values
			port-resolver.wait          | -5s  | must not be negative
			port-resolver.wait          | soon | 'soon' is not a valid duration
			port-resolver.owner.timeout | -1ms | must not be negative
			port-resolver.adjacent.attempts | -1  | must not be negative
			port-resolver.adjacent.attempts | few | not a valid integer
			port-resolver.unix-socket.permissions | 432 | not text in the expected format
			port-resolver.unix-socket.permissions | rwx | not nine permission characters such as rw-rw----
			port-resolver.enabled                | perhaps | neither true nor false
			port-resolver.exclude-browser-unsafe | perhaps | neither true nor false
			server.address | no.such.host.invalid | unknown host
			""", quoteCharacter = '`')
	void runWhenValueIsInvalidExplains(String property, String value, String reason, CapturedOutput output)
			throws Exception {
		fail(property + ": " + value);
		assertThat(output).contains("""
				***************************
				APPLICATION FAILED TO START
				***************************

				Description:

				'%s' is not a valid value for '%s' (%s): %s.

				Action:

				Set %s to %s.
				""".formatted(value, property, origin(property), reason, property, allowed(property)));
		assertThat(output).doesNotContain("\tat ").doesNotContain("Exception");
	}

	private static String allowed(String property) {
		return switch (property) {
			case "port-resolver.random.range" -> "a port range from 1 to 65535, such as 20000-29999, or a single port";
			case "port-resolver.exclude" -> "a list of ports and port ranges from 1 to 65535, such as 5000,7000-7010";
			case "port-resolver.fallback" -> "one of auto, none, adjacent, random, adjacent-then-random";
			case "port-resolver.hold" -> "one of auto, hand-off, guard";
			case "port-resolver.wait", "port-resolver.owner.timeout" ->
				"zero or a positive duration, such as 10s or 500ms";
			case "port-resolver.unix-socket.permissions" -> "nine permission characters as in ls -l, such as rw-rw----";
			case "port-resolver.adjacent.attempts" -> "zero or a positive number";
			case "port-resolver.enabled", "port-resolver.exclude-browser-unsafe" -> "true or false";
			case "server.address" -> "an IP address of this machine, or a host name that resolves to one";
			default -> PORT;
		};
	}

	@Test
	void runWhenPortIsVariableOfKubernetesServiceExplains(CapturedOutput output) throws Exception {
		fail("server.port: tcp://10.0.0.1:80");
		assertThat(output)
			.contains("'tcp://10.0.0.1:80' is not a valid value for 'server.port' (" + origin("server.port")
					+ "): not a valid integer.")
			.contains("Set server.port to " + PORT
					+ ". The value looks like one that Kubernetes sets in the environment of a pod for a service "
					+ "(SERVER_PORT for the service 'server'): rename the "
					+ "service, or set enableServiceLinks to false in the pod's specification.");
	}

	@Test
	void runWhenValueComesFromCommandLineNamesThat(CapturedOutput output) {
		assertThatExceptionOfType(InvalidPropertyException.class).isThrownBy(() -> run("--server.port=70000"));
		assertThat(output).contains("'70000' is not a valid value for 'server.port' (\"server.port\" from property "
				+ "source \"commandLineArgs\"): must not be greater than 65535.");
	}

	private void fail(String line) throws Exception {
		Files.writeString(file(), "# The second line is wrong\n" + line + "\n");
		assertThatExceptionOfType(InvalidPropertyException.class)
			.isThrownBy(() -> run("--spring.config.location=" + file().toUri()))
			.withMessageContaining("is not a valid value for");
	}

	private Path file() {
		return this.directory.resolve("application.yml");
	}

	private String origin(String property) {
		return "URL [" + file().toUri().toString().replace("file:///", "file:/") + "] - 2:" + (property.length() + 3);
	}

	private static void run(String... arguments) {
		new SpringApplicationBuilder(Main.class).web(WebApplicationType.SERVLET)
			.logStartupInfo(false)
			.run(arguments)
			.close();
	}

	/**
	 * An application that does not start.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Main {

	}

}
