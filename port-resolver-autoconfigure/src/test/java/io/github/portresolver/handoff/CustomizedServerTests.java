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

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;

import io.github.portresolver.Hold;
import io.github.portresolver.testsupport.Apps;
import io.github.portresolver.testsupport.Ports;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http11.Http11Nio2Protocol;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.ConfigurableWebServerFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Servers that a customizer sends to another port or address than the held one.
 */
@ExtendWith(OutputCaptureExtension.class)
class CustomizedServerTests {

	@ParameterizedTest
	@MethodSource("io.github.portresolver.handoff.HandOffTests#servers")
	void serverChangedToLoopbackServesThereOnly(ServerKind kind, Hold hold, CapturedOutput output) throws Exception {
		InetAddress loopback = InetAddress.getByName("127.0.0.1");
		assertServesOnLoopbackOnly(RunningServer.starter(kind, hold)
			.customize((ConfigurableWebServerFactory factory) -> factory.setAddress(loopback)), output);
	}

	@ParameterizedTest
	@EnumSource(names = { "HAND_OFF", "GUARD" })
	void nettyChangedToHostByNameServesThereOnly(Hold hold, CapturedOutput output) throws Exception {
		assertServesOnLoopbackOnly(RunningServer.starter(ServerKind.NETTY, hold)
			.customize((NettyReactiveWebServerFactory factory) -> factory
				.addServerCustomizers((server) -> server.host("localhost"))), output);
	}

	private static void assertServesOnLoopbackOnly(RunningServer.Starter starter, CapturedOutput output)
			throws Exception {
		try (RunningServer server = starter.start()) {
			server.assertServesOnResolvedPort();
			assertThatExceptionOfType(ConnectException.class)
				.isThrownBy(() -> new Socket("127.0.0.2", server.port()).close());
			assertThat(output).containsOnlyOnce(warning(server.resolvedPort(), "127.0.0.1:" + server.port()));
		}
	}

	@ParameterizedTest
	@MethodSource("io.github.portresolver.handoff.HandOffTests#servers")
	void serverChangedToOtherPortLeavesHeldOneFree(ServerKind kind, Hold hold, CapturedOutput output) throws Exception {
		int other = Ports.free();
		try (RunningServer server = RunningServer.starter(kind, hold)
			.customize((ConfigurableWebServerFactory factory) -> factory.setPort(other))
			.start()) {
			assertThat(server.port()).isEqualTo(other).isNotEqualTo(server.resolvedPort());
			assertThat(server.get("/hello")).isEqualTo("200 hello");
			assertThat(Ports.isFree(server.resolvedPort())).isTrue();
			assertThat(output).containsOnlyOnce(warning(server.resolvedPort(), "*:" + other));
		}
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "LEASE")
	void tomcatChangedToAnotherProtocolServesOnHeldPort(Hold hold, CapturedOutput output) throws Exception {
		try (RunningServer server = RunningServer.starter(ServerKind.TOMCAT, hold)
			.customize((TomcatWebServerFactory factory) -> factory.setProtocol(Http11Nio2Protocol.class.getName()))
			.start()) {
			assertThat(tomcat(server).getConnector().getProtocolHandler()).isInstanceOf(Http11Nio2Protocol.class);
			server.assertServesOnResolvedPort();
		}
		assertThat(output).doesNotContain("no server used it");
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "LEASE")
	void additionalConnectorOfTomcatBindsByItself(Hold hold, CapturedOutput output) throws Exception {
		Connector additional = new Connector(TomcatWebServerFactory.DEFAULT_PROTOCOL);
		additional.setPort(0);
		try (RunningServer server = RunningServer.starter(ServerKind.TOMCAT, hold)
			.customize((TomcatWebServerFactory factory) -> factory.addAdditionalConnectors(additional))
			.start()) {
			Connector[] connectors = tomcat(server).getService().findConnectors();
			assertThat(connectors).hasSize(2);
			assertThat(server.port()).isEqualTo(server.resolvedPort());
			for (Connector connector : connectors) {
				assertThat(Apps.get(connector.getLocalPort(), "/hello")).isEqualTo("200 hello");
			}
			assertThat(output).doesNotContain("the server binds");
		}
	}

	private static Tomcat tomcat(RunningServer server) {
		return ((TomcatWebServer) ((WebServerApplicationContext) server.context()).getWebServer()).getTomcat();
	}

	private static String warning(int port, String changed) {
		return "Port %d is held for 'server', but the server was changed to %s; the server binds that itself"
			.formatted(port, changed);
	}

}
