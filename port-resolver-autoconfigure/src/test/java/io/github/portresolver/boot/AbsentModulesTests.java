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

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for applications that have neither a web server nor the actuator on their class
 * path.
 */
@ExtendWith(OutputCaptureExtension.class)
class AbsentModulesTests {

	private static final String ABSENT = ".*(spring-boot-(web-server|tomcat|jetty|actuator|servlet|webmvc|reactor"
			+ "|starter)|tomcat-embed|jakarta\\.servlet|jetty-|reactor-netty|spring-web|netty-).*\\.jar";

	@Test
	void runWithoutAnyOptionalModuleStarts() throws Exception {
		assertThat(runIsolated()).isEqualTo("started, ports: []");
	}

	@Test
	void runWithoutAnyOptionalModuleStillAnalyzesFailures(CapturedOutput output) throws Exception {
		assertThat(runIsolated("--port-resolver.wait=-1s")).contains("is not a valid value for 'port-resolver.wait'");
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("'-1s' is not a valid value for 'port-resolver.wait'")
			.doesNotContain("NoClassDefFoundError")
			.doesNotContain("ClassNotFoundException")
			.doesNotContain("TypeNotPresentException")
			.doesNotContain("\tat ");
	}

	@SuppressWarnings("unchecked")
	private static String runIsolated(String... arguments) throws Exception {
		ClassLoader previous = Thread.currentThread().getContextClassLoader();
		try (URLClassLoader classLoader = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
			Thread.currentThread().setContextClassLoader(classLoader);
			Class<?> isolated = Class.forName(Run.class.getName(), true, classLoader);
			assertThat(isolated).isNotSameAs(Run.class);
			return ((Function<String[], String>) isolated.getConstructor().newInstance()).apply(arguments);
		}
		finally {
			Thread.currentThread().setContextClassLoader(previous);
		}
	}

	private static URL[] classPath() throws Exception {
		List<URL> urls = new ArrayList<>();
		for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
			if (!Path.of(entry).getFileName().toString().matches(ABSENT)) {
				urls.add(Path.of(entry).toUri().toURL());
			}
		}
		return urls.toArray(URL[]::new);
	}

	/**
	 * Starts an application.
	 */
	public static class Run implements Function<String[], String> {

		@Override
		public String apply(String[] arguments) {
			try (ConfigurableApplicationContext context = SpringApplication.run(Application.class, arguments)) {
				return "started, ports: " + context.getBean("resolvedPorts");
			}
			catch (Exception ex) {
				return ex.getMessage();
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
