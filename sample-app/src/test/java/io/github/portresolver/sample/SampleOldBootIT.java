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

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for an application whose Spring Boot is too old for the starter.
 */
@Timeout(120)
class SampleOldBootIT {

	@Test
	void runOnSpringBoot3SaysThatItIsTooOldAndStarts(@TempDir Path temp) throws Exception {
		SampleClassPath sample = SampleClassPath.extract(temp);
		Path starter = sample.library("port-resolver-autoconfigure");
		try (Stream<Path> springBoot3 = Files.list(Path.of("target/spring-boot-3"))) {
			String classPath = Stream
				.concat(springBoot3.map(Path::toAbsolutePath),
						Stream.of(starter, Path.of("target/test-classes").toAbsolutePath()))
				.map(Path::toString)
				.collect(Collectors.joining(System.getProperty("path.separator")));
			assertThat(run(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", classPath,
					OldApplication.class.getName())))
				.contains("Not resolving ports: Port Resolver requires Spring Boot 4, but this is Spring Boot 3.5.16")
				.contains("started on 3.5.16")
				.doesNotContain("Error", "Exception");
		}
	}

	private String run(List<String> command) throws Exception {
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		try {
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
			assertThat(process.exitValue()).as(output).isZero();
			return output;
		}
		finally {
			process.destroyForcibly();
		}
	}

	/**
	 * Runs on either version.
	 */
	public static final class OldApplication {

		private OldApplication() {
		}

		public static void main(String[] arguments) {
			SpringApplication.run(OldApplication.class, arguments).close();
			System.out.println("started on " + SpringApplication.class.getPackage().getImplementationVersion());
		}

	}

}
