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

package io.github.portresolver.discovery;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

import io.github.portresolver.testsupport.ForkedJvm;

/**
 * Applications that run side by side in processes of their own, with a registry of their
 * own. Closing it ends them all and keeps what they printed in {@code target/outputs}.
 */
final class Neighbours implements AutoCloseable {

	/**
	 * What an application has that uses no Spring Cloud.
	 */
	static final String[] CLOUD = { "spring-cloud", "eureka", "zookeeper", "curator", "spring-boot-admin" };

	private static final Pattern STARTED = Pattern.compile("(?:Tomcat|Jetty|Netty) started on port (\\d+)");

	private static final Duration LONGEST = Duration.ofSeconds(60);

	private static final HttpClient CLIENT = HttpClient.newBuilder().connectTimeout(LONGEST).build();

	private final Path directory;

	private final List<ForkedJvm> running = new ArrayList<>();

	Neighbours(Path directory) {
		this.directory = directory;
	}

	/**
	 * Start an application.
	 * @param command how
	 * @param folder the working directory
	 * @param arguments the application's arguments
	 * @return the process, which has not necessarily started
	 */
	ForkedJvm start(ForkedJvm.Command command, String folder, String... arguments) throws IOException {
		List<String> all = new ArrayList<>(List.of("--port-resolver.fallback=adjacent-then-random",
				"--port-resolver.registry.directory=" + this.directory.resolve("registry"),
				"--management.endpoints.web.exposure.include=*"));
		all.addAll(Arrays.asList(arguments));
		ForkedJvm jvm = command.directory(this.directory.resolve(folder)).start(all.toArray());
		this.running.add(jvm);
		return jvm;
	}

	/**
	 * Start {@link OrdersApplication} without Spring Cloud.
	 * @param folder the working directory
	 * @param port the port it asks for
	 * @return the process
	 */
	ForkedJvm startOrders(String folder, int port) throws IOException {
		return start(ForkedJvm.of(OrdersApplication.class).without(CLOUD), folder, "--spring.application.name=orders",
				"--server.port=" + port);
	}

	/**
	 * Wait until an application serves.
	 * @param jvm its process
	 * @return its port
	 */
	static int awaitPort(ForkedJvm jvm) throws InterruptedException {
		jvm.awaitLine("(process running for ");
		return ports(jvm).get(0);
	}

	/**
	 * Return the ports on which an application's servers serve.
	 * @param jvm its process
	 * @return the ports, in the order in which they started
	 */
	static List<Integer> ports(ForkedJvm jvm) {
		return STARTED.matcher(jvm.output()).results().map((result) -> Integer.valueOf(result.group(1))).toList();
	}

	static HttpResponse<String> request(int port, String path) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
			.timeout(LONGEST)
			.header("Accept", "application/json, text/plain;q=0.9")
			.build();
		return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
	}

	static String get(int port, String path) throws IOException, InterruptedException {
		HttpResponse<String> response = request(port, path);
		if (response.statusCode() != 200) {
			throw new AssertionError(response.statusCode() + " " + response.body());
		}
		return response.body();
	}

	@Override
	public void close() throws IOException {
		Path outputs = Files.createDirectories(Path.of("target/outputs"));
		for (ForkedJvm jvm : this.running) {
			jvm.close();
			Files.writeString(outputs.resolve(jvm.pid() + ".log"), jvm.output());
		}
	}

}
