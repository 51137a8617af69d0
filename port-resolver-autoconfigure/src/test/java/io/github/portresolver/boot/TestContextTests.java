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

import java.io.IOException;
import java.net.ServerSocket;

import io.github.portresolver.ResolvedPorts;
import io.github.portresolver.publish.PortPropertySource;
import io.github.portresolver.testsupport.Apps;
import io.github.portresolver.testsupport.Ports;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.test.web.servlet.result.MockMvcResultMatchers;
import org.springframework.util.function.ThrowingSupplier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for test contexts: they are left alone, but for those that ask for a defined port
 * and for the starter.
 */
class TestContextTests {

	private static final int PORT = Ports.free();

	private static final ServerSocket TAKEN = ThrowingSupplier.of(Ports::taken).get();

	static {
		System.setProperty("test-context.free", String.valueOf(PORT));
		System.setProperty("test-context.taken", String.valueOf(TAKEN.getLocalPort()));
	}

	@AfterAll
	static void cleanUp() throws IOException {
		TAKEN.close();
		System.clearProperty("test-context.free");
		System.clearProperty("test-context.taken");
	}

	/**
	 * What is checked of every context that is left alone.
	 */
	@DirtiesContext
	@ContextConfiguration(classes = { Apps.Web.class, Probe.class })
	abstract static class LeftAlone {

		@Autowired
		private ConfigurableEnvironment environment;

		@Autowired
		private ResolvedPorts ports;

		@Autowired
		private Probe probe;

		@Test
		void holdsAndPublishesNothing() {
			assertThat(this.probe.free).isTrue();
			assertThat(this.ports.isEmpty()).isTrue();
			assertThat(this.environment.getPropertySources().contains(PortPropertySource.NAME)).isFalse();
			assertThat(this.environment.getPropertySources().contains("portResolverApplications"))
				.isEqualTo("true".equals(property("port-resolver.enabled")));
		}

		String property(String name) {
			return this.environment.getProperty(name);
		}

	}

	@Nested
	@SpringBootTest(properties = "server.port=${test-context.free}")
	class MockEnvironment extends LeftAlone {

	}

	@Nested
	@SpringBootTest(properties = { "server.port=${test-context.free}", "port-resolver.enabled=true" })
	class EnabledMockEnvironment extends LeftAlone {

	}

	@Nested
	@WebMvcTest(properties = { "server.port=${test-context.free}", "port-resolver.enabled=true" })
	@Import(PortResolverAutoConfiguration.class)
	class Slice extends LeftAlone {

		@Test
		void answers(@Autowired MockMvc mvc) throws Exception {
			mvc.perform(MockMvcRequestBuilders.get("/")).andExpect(MockMvcResultMatchers.content().string("hello"));
		}

	}

	@Nested
	@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, args = "--management.server.port=${test-context.free}",
			properties = "port-resolver.enabled=true")
	class RandomPort extends LeftAlone {

		@Test
		void servesOnPortsThatSpringBootDrew() throws Exception {
			int server = Integer.parseInt(property("local.server.port"));
			int management = Integer.parseInt(property("local.management.port"));
			assertThat(property("server.port")).isEqualTo("0");
			assertThat(property("management.server.port")).isEqualTo("0");
			assertThat(management).isNotIn(server, PORT);
			assertThat(Apps.get(server, "/")).isEqualTo("200 hello");
			assertThat(Apps.get(management, "/actuator/health")).startsWith("200 ");
		}

	}

	@Nested
	@SpringBootTest(webEnvironment = WebEnvironment.DEFINED_PORT, properties = "server.port=${test-context.free}")
	class DefinedPort extends LeftAlone {

		@Test
		void servesOnPort(@LocalServerPort int port) {
			assertThat(port).isEqualTo(PORT);
		}

	}

	@Nested
	@DirtiesContext
	@SpringBootTest(classes = Apps.Web.class, webEnvironment = WebEnvironment.DEFINED_PORT, properties = {
			"server.port=${test-context.taken}", "port-resolver.enabled=true", "port-resolver.fallback=adjacent" })
	class EnabledDefinedPort {

		@Test
		void movesToNextPort(@LocalServerPort int port, @Autowired ResolvedPorts ports) throws Exception {
			assertThat(port).isGreaterThan(TAKEN.getLocalPort());
			assertThat(ports.find("server").orElseThrow().port()).isEqualTo(port);
			assertThat(Apps.get(port, "/")).isEqualTo("200 hello");
		}

		@Nested
		class Inner {

			@Test
			void movesToNextPort(@LocalServerPort int port) {
				assertThat(port).isGreaterThan(TAKEN.getLocalPort());
			}

		}

	}

	/**
	 * Looks, while the context starts, whether the port is held.
	 */
	static class Probe {

		private final boolean free = Ports.isFree(PORT);

	}

}
