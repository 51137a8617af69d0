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

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sample processed ahead of time, as the plugins of Spring Boot do it.
 */
@Timeout(240)
class SampleAotIT {

	@TempDir
	Path temp;

	@Test
	void isProcessedThoughItsPortIsTakenAndServesOnTheNextOne() throws Exception {
		SampleClassPath classPath = SampleClassPath.extract(this.temp);
		try (ForeignServers foreign = ForeignServers.takeRun(1)) {
			String server = "--server.port=" + foreign.first();
			process(classPath, server, "--port-resolver.fallback=none", "--management.server.port=0");
			classPath.add(this.temp.resolve("aot/resources"));
			classPath.add(this.temp.resolve("aot/classes"));
			classPath.compile(this.temp.resolve("aot/sources"), this.temp.resolve("compiled"));
			try (SampleProcess sample = SampleProcess.start(this.temp, List.of(),
					classPath.main("-Dspring.aot.enabled=true"), server, "--management.server.port=0",
					"--port-resolver.registry.directory=" + this.temp.resolve("registry"),
					"--port-resolver.owner.timeout=30s")) {
				int port = sample.awaitStarted();
				assertThat(port).isEqualTo(foreign.first() + 1);
				assertThat(SampleProcess.get(port, "/")).isEqualTo("Hello from port " + port + "\n");
				int management = sample.awaitStarted(2);
				assertThat(SampleProcess.get(management, "/actuator/ports"))
					.contains("\"requested\":" + foreign.first() + ",\"port\":" + port + ",\"source\":\"adjacent\"")
					.contains("\"port\":" + management + ",\"source\":\"random\"")
					.containsPattern("(\"hold\":\"hand-off\",\"transport\":\"selector\".*){2}");
				assertThat(SampleProcess.get(management, "/actuator/ports/" + foreign.first()))
					.contains("\"state\":\"in-use\"")
					.contains("\"pid\":" + ProcessHandle.current().pid());
				assertThat(sample.output()).contains("Starting AOT-processed").doesNotContain("no server took it");
			}
		}
	}

	private void process(SampleClassPath classPath, String... arguments) throws Exception {
		String[] all = new String[arguments.length + 6];
		all[0] = SampleClassPath.MAIN_CLASS;
		all[1] = this.temp.resolve("aot/sources").toString();
		all[2] = this.temp.resolve("aot/resources").toString();
		all[3] = this.temp.resolve("aot/classes").toString();
		all[4] = "io.github.portresolver";
		all[5] = "sample-app";
		System.arraycopy(arguments, 0, all, 6, arguments.length);
		for (int i = 1; i <= 3; i++) {
			Files.createDirectories(Path.of(all[i]));
		}
		try (SampleProcess processor = SampleProcess.start(this.temp, List.of(),
				classPath.mainOf("org.springframework.boot.SpringApplicationAotProcessor"), all)) {
			assertThat(processor.awaitExit()).as(processor.output()).isZero();
			assertThat(processor.output()).doesNotContain("server.port");
		}
	}

}
