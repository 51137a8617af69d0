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

package io.github.portresolver.unix;

import java.net.StandardSocketOptions;
import java.util.stream.Stream;

import io.github.portresolver.failure.InvalidPropertyException;
import io.github.portresolver.handoff.HeldPorts;
import io.github.portresolver.handoff.Transport;
import io.github.portresolver.testsupport.Ports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.netty.resources.LoopResources;

import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Serving with each transport on each server that offers it.
 */
@Timeout(60)
class TransportServingTests {

	static Stream<Arguments> offered() {
		Stream<Arguments> selectors = Stream.of(UnixServer.values())
			.map((server) -> Arguments.of(server, Transport.SELECTOR));
		Stream<Arguments> others = Stream.of(Arguments.of(UnixServer.TOMCAT, Transport.ASYNC));
		Stream<Arguments> natives = LoopResources.hasNativeSupport()
				? Stream.of(Arguments.of(UnixServer.NETTY, Transport.NATIVE)) : Stream.empty();
		return Stream.concat(Stream.concat(selectors, others), natives);
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void nativeTransportIsTested() {
		assertThat(offered()).hasSize(5);
	}

	@ParameterizedTest
	@MethodSource("offered")
	void servesWithTheThreadsOfTheTransportGoesOnWhenClientsResetAndAnswersActiveRequestsWhenItStops(UnixServer server,
			Transport transport) throws Exception {
		try (ReactiveWebServerApplicationContext context = start(server, transport)) {
			try (UnixClient client = connect(context)) {
				String body = "x".repeat(1_000_000);
				assertThat(client.post("/echo", body)).isEqualTo("200 " + body);
				assertThat(client.get("/thread")).matches(threads(server, transport));
			}
			for (int i = 0; i < 20; i++) {
				try (UnixClient client = connect(context)) {
					client.channel().setOption(StandardSocketOptions.SO_LINGER, 0);
					client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nabc");
				}
			}
			HeldPorts heldPorts = context.getBean(HeldPorts.class);
			assertThat(heldPorts.transport("server")).isEqualTo(transport);
			assertThat(heldPorts.ports().find("server").orElseThrow().hold())
				.hasToString(transport.isAdopting() ? "hand-off" : "guard");
			try (UnixClient client = connect(context)) {
				int port = context.getWebServer().getPort();
				UnixServer.stopWithActiveRequest(context, client, () -> !Ports.accepts(port));
			}
		}
	}

	private static String threads(UnixServer server, Transport transport) {
		return switch (server) {
			case TOMCAT -> (transport == Transport.ASYNC) ? ".*http-nio2-.*" : ".*http-nio-.*";
			case JETTY -> "200 qtp.*";
			case NETTY -> (transport == Transport.SELECTOR) ? ".*-nio-.*" : "((?!-nio-).)*";
		};
	}

	@ParameterizedTest
	@CsvSource({ "TOMCAT, NATIVE", "JETTY, ASYNC", "JETTY, NATIVE", "NETTY, ASYNC" })
	void failsWhenTheServerDoesNotOfferTheTransport(UnixServer server, Transport transport) {
		assertThatException().isThrownBy(() -> start(server, transport).close())
			.havingRootCause()
			.isInstanceOfSatisfying(InvalidPropertyException.class,
					(ex) -> assertThat(ex.getProperty()).isEqualTo("port-resolver.transport"));
	}

	@ParameterizedTest
	@EnumSource(names = { "ASYNC", "NATIVE" })
	void failsWhenAHandOffIsAskedForWithATransportThatCannotAdopt(Transport transport) {
		assertThatException()
			.isThrownBy(() -> UnixServer.TOMCAT
				.start("--server.port=0", "--port-resolver.transport=" + transport, "--port-resolver.hold=hand-off")
				.close())
			.withMessage(
					"'hand-off' is not a valid value for 'port-resolver.hold' (\"port-resolver.hold\" from property "
							+ "source \"commandLineArgs\"): not supported with port-resolver.transport=" + transport);
	}

	private static ReactiveWebServerApplicationContext start(UnixServer server, Transport transport) {
		return server.start("--server.port=0", "--port-resolver.transport=" + transport,
				"--port-resolver.fallback=adjacent-then-random", "--server.shutdown=graceful");
	}

	private static UnixClient connect(ReactiveWebServerApplicationContext context) throws Exception {
		return UnixClient.connect(context.getWebServer().getPort());
	}

}
