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

package io.github.portresolver.testsupport;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.portresolver.ResolvedPort;
import io.github.portresolver.ResolvedPorts;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jetty.autoconfigure.actuate.web.server.JettyServletManagementContextAutoConfiguration;
import org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Runs real applications: only they fire the environment event.
 */
public final class Apps {

	public static final String MOVES = "--port-resolver.fallback=adjacent-then-random";

	public static final String STAYS = "--port-resolver.fallback=none";

	private static final Duration LONGEST = Duration.ofSeconds(30);

	private static final HttpClient CLIENT = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.connectTimeout(LONGEST)
		.build();

	private Apps() {
	}

	public static SpringApplication application(Class<?>... sources) {
		SpringApplication application = new SpringApplication(sources);
		application.setLogStartupInfo(false);
		// A test may run beside many others
		application.setDefaultProperties(Map.of("port-resolver.owner.timeout", "30s"));
		return application;
	}

	public static ConfigurableApplicationContext run(String... arguments) {
		return application(Web.class).run(arguments);
	}

	public static String port(int port) {
		return "--server.port=" + port;
	}

	/**
	 * Return the port that the web server really serves on.
	 * @param context the context
	 * @return the port
	 */
	public static int localPort(ConfigurableApplicationContext context) {
		return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	/**
	 * Return the port that the management server really serves on, if it has its own.
	 */
	public static int localManagementPort(ConfigurableApplicationContext context) {
		return context.getEnvironment().getRequiredProperty("local.management.port", Integer.class);
	}

	/**
	 * Return what the application knows of the port of its web server.
	 */
	public static ResolvedPort server(ConfigurableApplicationContext context) {
		return context.getBean(ResolvedPorts.class).find("server").orElseThrow();
	}

	/**
	 * Return the lines that warn.
	 */
	public static List<String> warnings(CapturedOutput output) {
		return output.getOut().lines().filter((line) -> line.contains("WARN") || line.contains("ERROR")).toList();
	}

	public static String get(int port, String path) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
			.timeout(LONGEST)
			.build();
		HttpResponse<String> response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
		return response.statusCode() + " " + response.body();
	}

	/**
	 * A web application on Tomcat.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = { JettyServletWebServerAutoConfiguration.class,
			JettyServletManagementContextAutoConfiguration.class })
	@Import(Hello.class)
	public static class Web {

	}

	/**
	 * What the application answers.
	 */
	@RestController
	public static class Hello {

		@GetMapping("/")
		String hello() {
			return "hello";
		}

	}

}
