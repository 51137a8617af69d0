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
 * extracted, with an archive of its classes. It takes half the processor's time, which
 * counts where many start at once.
 */
record ExtractedSample(Path directory, List<String> main) {

	static ExtractedSample in(Path directory) throws Exception {
		Path extracted = directory.resolve("extracted");
		try (SampleProcess tools = SampleProcess.start(directory, List.of(),
				List.of("-Djarmode=tools", "-jar", SampleProcess.jar().toString()), "extract", "--destination",
				extracted.toString())) {
			assertThat(tools.awaitExit()).as(tools.output()).isZero();
		}
		Path jar = extracted.resolve(SampleProcess.jar().getFileName());
		Path archive = directory.resolve("sample-app.jsa");
		try (SampleProcess training = SampleProcess.start(directory, List.of(), List
			.of("-XX:ArchiveClassesAtExit=" + archive, "-Dspring.context.exit=onRefresh", "-jar", jar.toString()))) {
			assertThat(training.awaitExit()).as(training.output()).isZero();
		}
		assertThat(archive).isNotEmptyFile();
		return new ExtractedSample(directory, List.of("-XX:SharedArchiveFile=" + archive, "-jar", jar.toString()));
	}

	SampleProcess start(String... arguments) throws IOException {
		return SampleProcess.start(this.directory, List.of(), this.main, arguments);
	}

}
