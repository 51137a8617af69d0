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

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sample application as Spring Boot recommends to start it where that is to be quick:
 * extracted, with an archive of its classes. It takes half the processor's time of the
 * executable jar, and is prepared once for all tests.
 */
final class ExtractedSample {

	private static final Path DIRECTORY = Path.of("target/extracted").toAbsolutePath();

	private static List<String> main = List.of();

	private ExtractedSample() {
	}

	/**
	 * Return what makes a JVM run the sample.
	 */
	static synchronized List<String> main() throws IOException {
		if (main.isEmpty()) {
			Path jar = DIRECTORY.resolve(SampleProcess.jar().getFileName());
			Path archive = DIRECTORY.resolve("sample-app.jsa");
			run(List.of("-Djarmode=tools", "-jar", SampleProcess.jar().toString()), "extract", "--force",
					"--destination", DIRECTORY.toString());
			run(List.of("-XX:ArchiveClassesAtExit=" + archive, "-Dspring.context.exit=onRefresh", "-jar",
					jar.toString()));
			assertThat(archive).isNotEmptyFile();
			main = List.of("-XX:SharedArchiveFile=" + archive, "-jar", jar.toString());
		}
		return main;
	}

	private static void run(List<String> main, String... arguments) throws IOException {
		try (SampleProcess process = SampleProcess.start(Path.of(""), List.of(), main, arguments)) {
			assertThat(process.awaitExit()).as(process::output).isZero();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
