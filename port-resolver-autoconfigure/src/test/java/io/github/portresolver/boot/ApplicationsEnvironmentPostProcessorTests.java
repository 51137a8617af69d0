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

import java.net.ServerSocket;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;

import io.github.portresolver.discovery.RunningApplications;
import io.github.portresolver.testsupport.Apps;
import io.github.portresolver.testsupport.Ports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ApplicationsEnvironmentPostProcessor}, with applications that find
 * each other.
 */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class ApplicationsEnvironmentPostProcessorTests {

	private static final String URL = "--orders.url=${port-resolver.applications.orders.url:http://localhost:8081}";

	@TempDir
	Path temp;

	private String registry() {
		return "--port-resolver.registry.directory=" + this.temp.resolve("registry");
	}

	@Test
	void callerFindsAnApplicationThatMovedUntilItEnds(CapturedOutput output) throws Exception {
		try (ServerSocket taken = Ports.taken();
				ConfigurableApplicationContext caller = Apps.run(URL, Apps.port(0), registry())) {
			assertThat(caller.getEnvironment().getProperty("orders.url")).isEqualTo("http://localhost:8081");
			try (ConfigurableApplicationContext orders = Apps.run("--spring.application.name=Orders",
					Apps.port(taken.getLocalPort()), Apps.MOVES, registry())) {
				String url = "http://localhost:" + Apps.localPort(orders);
				assertThat(Apps.localPort(orders)).isNotEqualTo(taken.getLocalPort());
				assertThat(caller.getEnvironment().getProperty("orders.url")).isEqualTo(url);
				assertThat(output).containsOnlyOnce("Found application 'Orders' at " + url + "/ (PID "
						+ ProcessHandle.current().pid() + " in " + Path.of("").toAbsolutePath() + ")");
			}
			assertThat(caller.getEnvironment().getProperty("orders.url")).isEqualTo("http://localhost:8081");
		}
	}

	@Test
	void configurationImportCanDependOnIt(CapturedOutput output) throws Exception {
		try (ConfigurableApplicationContext orders = Apps.run("--spring.application.name=config-server", Apps.port(0),
				registry())) {
			int port = Apps.localPort(orders);
			Files.writeString(this.temp.resolve(port + ".properties"), "imported=from " + port);
			try (ConfigurableApplicationContext caller = Apps.run(Apps.port(0), registry(),
					"--spring.config.import=file:" + this.temp
							+ "/${port-resolver.applications.config-server.port:none}.properties")) {
				assertThat(caller.getEnvironment().getProperty("imported")).isEqualTo("from " + port);
			}
			assertThat(output).containsOnlyOnce("Found application 'config-server' at http://localhost:" + port);
		}
	}

	@Test
	void environmentEndpointListsNothing() throws Exception {
		try (ConfigurableApplicationContext orders = Apps.run("--spring.application.name=orders", Apps.port(0),
				"--management.endpoints.web.exposure.include=env", registry())) {
			assertThat(orders.getEnvironment().getProperty("port-resolver.applications.orders.port", Integer.class))
				.isEqualTo(Apps.localPort(orders));
			assertThat(Apps.get(Apps.localPort(orders), "/actuator/env")).startsWith("200")
				.doesNotContain("port-resolver.applications");
			assertThat(Apps.get(Apps.localPort(orders), "/actuator/env/port-resolver.applications.orders.url"))
				.doesNotContain("http://localhost");
		}
	}

	@ParameterizedTest
	@CsvSource({ "--port-resolver.enabled=false, false", "--port-resolver.registry.enabled=false, false",
			"--spring.main.web-application-type=none, true" })
	void callerWithoutAServerFindsApplicationsAndOneThatIsSwitchedOffNothing(String argument, boolean finds) {
		try (ConfigurableApplicationContext orders = Apps.run("--spring.application.name=orders", Apps.port(0),
				registry());
				ConfigurableApplicationContext caller = Apps.run(URL, Apps.port(0), registry(), argument)) {
			assertThat(caller.getEnvironment().getProperty("orders.url"))
				.isEqualTo("http://localhost:" + (finds ? Apps.localPort(orders) : 8081));
			assertThat(caller.getBeansOfType(RunningApplications.class)).hasSize(1);
		}
	}

	@Test
	void registryThatIsUnusableCostsOneLine(CapturedOutput output) throws Exception {
		Path file = Files.createFile(this.temp.resolve("file"));
		try (ConfigurableApplicationContext caller = Apps.run(URL, Apps.port(0),
				"--port-resolver.registry.directory=" + file)) {
			assertThat(caller.getEnvironment().getProperty("orders.url")).isEqualTo("http://localhost:8081");
			assertThat(caller.getEnvironment().getProperty("orders.url")).isEqualTo("http://localhost:8081");
		}
		assertThat(output.toString()
			.lines()
			.filter((line) -> line.contains("The port-resolver registry is not available"))).hasSize(1);
	}

}
