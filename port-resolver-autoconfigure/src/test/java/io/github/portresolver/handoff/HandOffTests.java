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

package io.github.portresolver.handoff;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.github.portresolver.Hold;
import io.github.portresolver.testsupport.Apps;
import io.github.portresolver.testsupport.Await;
import io.github.portresolver.testsupport.Ports;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Hand-off and guard on each of the real servers.
 */
@ExtendWith(OutputCaptureExtension.class)
class HandOffTests {

	static Stream<Arguments> servers() {
		return Stream.of(ServerKind.values())
			.flatMap((kind) -> Stream.of(Arguments.of(kind, Hold.HAND_OFF), Arguments.of(kind, Hold.GUARD)));
	}

	@ParameterizedTest
	@MethodSource("servers")
	void serverAndManagementServerServeOnHeldPortsAndBindThemByThemselvesWhenStartedAgain(ServerKind kind, Hold hold,
			CapturedOutput output) throws Exception {
		int port;
		int management;
		try (RunningServer server = RunningServer.start(kind, hold, "--management.server.port=0")) {
			port = server.port();
			management = server.managementPort();
			assertThat(port).isEqualTo(server.resolvedPort()).isNotEqualTo(management);
			assertThat(server.context().getEnvironment().getProperty("port-resolver.resolved.management.port"))
				.isEqualTo(String.valueOf(management));
			for (int round = 0; round < 3; round++) {
				assertThat(server.get("/hello")).isEqualTo("200 hello");
				assertThat(Apps.get(server.managementPort(), "/actuator/health")).contains("UP");
				server.context().stop();
				assertThat(Ports.isFree(port)).isTrue();
				server.context().start();
				assertThat(server.port()).isEqualTo(port);
			}
			// Once it is closed, Tomcat warns of the threads of Reactor that answer
			// health
			assertThat(output).doesNotContain("WARN");
		}
		assertThat(Ports.isFree(port)).isTrue();
		assertThat(Ports.isFree(management)).isTrue();
		assertThat(output).doesNotContain("no server used it", "the server binds");
	}

	@ParameterizedTest
	@MethodSource("servers")
	void clientThatConnectsDuringStartIsAnsweredByHandOffAndRefusedByGuard(ServerKind kind, Hold hold)
			throws Exception {
		DuringStart<Socket> client = new DuringStart<>((environment) -> connect(RunningServer.port(environment)));
		try (RunningServer server = RunningServer.starter(kind, hold).with(client).start()) {
			if (hold == Hold.GUARD) {
				assertThatExceptionOfType(ExecutionException.class).isThrownBy(client::result)
					.withCauseInstanceOf(ConnectException.class);
				assertThat(server.get("/hello")).isEqualTo("200 hello");
				return;
			}
			try (Socket socket = client.result()) {
				assertThat(socket.getPort()).isEqualTo(server.port());
				socket.setSoTimeout(30_000);
				String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
				assertThat(answer).startsWith("HTTP/1.1 200").contains("hello");
			}
		}
	}

	@ParameterizedTest
	@MethodSource("servers")
	void requestInFlightIsCompletedByGracefulShutdown(ServerKind kind, Hold hold) throws Exception {
		try (RunningServer server = RunningServer.start(kind, hold, "--server.shutdown=graceful")) {
			int port = server.port();
			FutureTask<String> answer = new FutureTask<>(() -> Apps.get(port, "/slow"));
			Thread client = new Thread(answer);
			client.start();
			assertThat(server.controller().awaitSlow()).isTrue();
			WebServer webServer = ((WebServerApplicationContext) server.context()).getWebServer();
			CompletableFuture<Object> drained = new CompletableFuture<>();
			webServer.shutDownGracefully(drained::complete);
			assertThat(drained).isNotDone();
			server.controller().releaseSlow();
			assertThat(answer).succeedsWithin(30, TimeUnit.SECONDS).isEqualTo("200 slow");
			assertThat(drained).succeedsWithin(30, TimeUnit.SECONDS).hasToString("IDLE");
			Await.end(client);
		}
	}

	@ParameterizedTest
	@MethodSource("servers")
	void lazilyInitializedServerServesOnHeldPort(ServerKind kind, Hold hold, CapturedOutput output) throws Exception {
		try (RunningServer server = RunningServer.start(kind, hold, "--spring.main.lazy-initialization=true")) {
			server.assertServesOnResolvedPort();
		}
		assertThat(output).doesNotContain("no server used it", "the server binds");
	}

	@ParameterizedTest
	@EnumSource(names = { "TOMCAT", "JETTY" })
	void requestsAreServedByVirtualThreads(ServerKind kind) throws Exception {
		assumeThat(Runtime.version().feature()).isGreaterThanOrEqualTo(21);
		try (RunningServer server = RunningServer.start(kind, Hold.HAND_OFF, "--spring.threads.virtual.enabled=true")) {
			assertThat(server.port()).isEqualTo(server.resolvedPort());
			assertThat(server.get("/thread")).contains("VirtualThread");
		}
	}

	static Stream<Arguments> transports() {
		return Stream.concat(Stream.of(ServerKind.values()).map((kind) -> Arguments.of(kind, "auto")),
				Stream.of(Arguments.of(ServerKind.TOMCAT, "async"), Arguments.of(ServerKind.NETTY, "selector")));
	}

	@ParameterizedTest
	@MethodSource("transports")
	void startEndsWithExitCodeAndNamesOwner(ServerKind kind, String transport, CapturedOutput output) throws Exception {
		try (Taker taker = new Taker("server")) {
			assertThatException()
				.isThrownBy(() -> RunningServer.starter(kind, Hold.GUARD)
					.with(taker)
					.start("--port-resolver.transport=" + transport))
				.withCauseInstanceOf(PortInUseException.class);
			assertThat(taker.exitCodes()).containsExactly(98);
			assertThat(output).contains("Port " + taker.port() + " for server.port (")
				.contains(") was taken by this process, PID " + ProcessHandle.current().pid())
				.contains(") while the server was binding it.");
			assertThat(taker.isServing()).isTrue();
		}
	}

	private static Socket connect(int port) throws IOException {
		Socket client = new Socket();
		client.connect(new InetSocketAddress("127.0.0.1", port), 10_000);
		client.getOutputStream()
			.write("GET /hello HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
				.getBytes(StandardCharsets.US_ASCII));
		return client;
	}

}
