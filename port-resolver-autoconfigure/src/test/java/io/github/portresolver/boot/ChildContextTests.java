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
import java.util.Map;

import io.github.portresolver.testsupport.Apps;
import io.github.portresolver.testsupport.Ports;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a child context with an environment of its own.
 */
class ChildContextTests {

	@ParameterizedTest
	@CsvSource({ "systemProperties,server.port", "systemEnvironment,SERVER_PORT" })
	void childSeesThePortToWhichItsParentMoved(String source, String property) throws Exception {
		try (ServerSocket taken = Ports.taken();
				ConfigurableApplicationContext parent = new SpringApplicationBuilder(Apps.Web.class)
					.environment(environment(source, property, taken.getLocalPort()))
					.run(Apps.MOVES);
				ConfigurableApplicationContext child = new SpringApplicationBuilder(Child.class).parent(parent)
					.web(WebApplicationType.NONE)
					.environment(environment(source, property, taken.getLocalPort()))
					.run()) {
			assertThat(Apps.localPort(parent)).isNotEqualTo(taken.getLocalPort());
			assertThat(child.getEnvironment().getProperty("server.port", Integer.class))
				.isEqualTo(Apps.localPort(parent));
		}
	}

	private static ConfigurableEnvironment environment(String source, String property, int port) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.replace(source, new SystemEnvironmentPropertySource(source, Map.of(property, port)));
		return environment;
	}

	@Configuration(proxyBeanMethods = false)
	static class Child {

	}

}
