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

import io.github.portresolver.testsupport.ForkedJvm;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for applications that have neither a web server nor the actuator on their class
 * path.
 */
class AbsentModulesTests {

	private static final String[] ABSENT = { "spring-boot-web-server", "spring-boot-tomcat", "spring-boot-jetty",
			"spring-boot-actuator", "spring-boot-servlet", "spring-boot-webmvc", "spring-boot-reactor",
			"spring-boot-starter", "tomcat-embed", "jakarta.servlet", "jetty-", "reactor-netty", "spring-web",
			"netty-" };

	@Test
	void runWithoutAnyOptionalModuleStartsAndStillAnalyzesFailures() throws Exception {
		try (ForkedJvm jvm = ForkedJvm.of(Main.class).without(ABSENT).start()) {
			assertThat(jvm.awaitExit()).as(jvm::output).isEqualTo(1);
			assertThat(jvm.output()).contains("started, ports: []")
				.contains("APPLICATION FAILED TO START")
				.contains("'-1s' is not a valid value for 'port-resolver.wait'")
				.doesNotContain("NoClassDefFoundError")
				.doesNotContain("ClassNotFoundException")
				.doesNotContain("TypeNotPresentException")
				.doesNotContain("\tat ");
		}
	}

	/**
	 * An application that starts, and then does not.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	public static class Main {

		public static void main(String[] arguments) {
			try (ConfigurableApplicationContext context = SpringApplication.run(Main.class)) {
				System.out.println("started, ports: " + context.getBean("resolvedPorts"));
			}
			SpringApplication.run(Main.class, "--port-resolver.wait=-1s").close();
		}

	}

}
