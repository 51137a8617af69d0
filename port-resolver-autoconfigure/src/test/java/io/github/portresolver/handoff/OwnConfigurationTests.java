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
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;

import io.github.portresolver.Hold;
import io.github.portresolver.testsupport.Apps;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.netty.resources.LoopResources;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.jetty.JettyWebServerFactory;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.ConfigurableWebServerFactory;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.servlet.ServletWebServerFactory;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Servers as the application configured them.
 */
@ExtendWith(OutputCaptureExtension.class)
class OwnConfigurationTests {

	private static final String RELEASED = "cannot use a held port; the server binds the port itself";

	@ParameterizedTest
	@MethodSource("io.github.portresolver.handoff.HandOffTests#servers")
	void customizerThatReplacesAllOthersLeavesHeldPort(ServerKind kind, Hold hold, CapturedOutput output)
			throws Exception {
		try (RunningServer server = RunningServer.starter(kind, hold)
			.customize(OwnConfigurationTests::replaceCustomizers)
			.start("--management.server.port=0")) {
			server.assertServesOnResolvedPort();
			assertThat(Apps.get(server.managementPort(), "/actuator/health")).contains("UP");
		}
		assertThat(output).doesNotContain("the server binds", "no server used it");
	}

	private static void replaceCustomizers(ConfigurableWebServerFactory factory) {
		if (factory instanceof TomcatWebServerFactory tomcat) {
			tomcat.setConnectorCustomizers(List.of());
		}
		else if (factory instanceof JettyWebServerFactory jetty) {
			jetty.setServerCustomizers(List.of());
		}
		else if (factory instanceof NettyReactiveWebServerFactory netty) {
			netty.setServerCustomizers(List.of());
			netty.setResourceFactory(null);
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "HAND_OFF", "GUARD" })
	void loopsAndResourceFactoryOfNettysOwnStayBesideTwoBeans(Hold hold) throws Exception {
		for (Class<?> own : List.of(OwnLoops.class, OwnResources.class)) {
			try (RunningServer server = RunningServer.starter(ServerKind.NETTY, hold).with(own).start()) {
				assertThat(server.port()).isEqualTo(server.resolvedPort());
				assertThat(server.get("/thread")).contains(own.getSimpleName() + "-");
			}
		}
	}

	@Test
	void loopsThatAreNeverThoseOfNioBindByThemselves(CapturedOutput output) throws Exception {
		assumeThat(Epoll.isAvailable()).isTrue();
		EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
		try {
			assertBindsByItself(RunningServer.starter(ServerKind.NETTY, Hold.HAND_OFF)
				.customize((NettyReactiveWebServerFactory factory) -> {
					factory.setResourceFactory(null);
					factory.addServerCustomizers((server) -> server.runOn((useNative) -> group));
				}), output);
		}
		finally {
			group.shutdownGracefully();
		}
	}

	@ParameterizedTest
	@ValueSource(classes = { ForeignFactory.class, Subclass.class })
	void factoryThatIsNoneOfSpringBootsOrOverridesHowItsServerIsMadeBindsByItself(Class<?> own, CapturedOutput output)
			throws Exception {
		assertBindsByItself(RunningServer.starter(ServerKind.TOMCAT, Hold.HAND_OFF).with(own), output);
		assertBindsByItself(RunningServer.starter(ServerKind.TOMCAT, Hold.GUARD).with(own), output);
	}

	private static void assertBindsByItself(RunningServer.Starter starter, CapturedOutput output) throws Exception {
		int before = output.getAll().length();
		try (RunningServer server = starter.start()) {
			server.assertServesOnResolvedPort();
		}
		assertThat(output.getAll().substring(before)).containsOnlyOnce(RELEASED);
	}

	@ParameterizedTest
	@EnumSource(names = { "JETTY", "NETTY" })
	void serverThatSharesItsPortBindsByItself(ServerKind kind, CapturedOutput output) throws Exception {
		assumeThat(Epoll.isAvailable()).isTrue();
		try (RunningServer server = RunningServer.starter(kind, Hold.HAND_OFF)
			.customize(OwnConfigurationTests::sharePort)
			.start(); ServerSocketChannel other = ServerSocketChannel.open()) {
			other.setOption(StandardSocketOptions.SO_REUSEPORT, true);
			other.bind(new InetSocketAddress(server.port()));
			assertThat(server.port()).isEqualTo(server.resolvedPort());
		}
		assertThat(output).doesNotContain("the server binds", "no server used it");
	}

	private static void sharePort(ConfigurableWebServerFactory factory) {
		if (factory instanceof JettyWebServerFactory jetty) {
			jetty.addServerCustomizers((server) -> ((ServerConnector) server.getConnectors()[0]).setReusePort(true));
		}
		else if (factory instanceof NettyReactiveWebServerFactory netty) {
			netty.addServerCustomizers((server) -> server.option(EpollChannelOption.SO_REUSEPORT, true));
		}
	}

	@ParameterizedTest
	@CsvSource({ "TOMCAT, 6", "NETTY, 20" })
	void acceptQueueIsAsLongAsThatOfTheServer(ServerKind kind, int expected) throws Exception {
		DuringStart<Integer> clients = new DuringStart<>(
				(environment) -> connectOften(RunningServer.port(environment)));
		try (RunningServer server = RunningServer.starter(kind, Hold.HAND_OFF)
			.with(clients)
			.start("--server.tomcat.accept-count=5")) {
			assertThat(server.port()).isEqualTo(server.resolvedPort());
			assertThat(clients.result()).isEqualTo(expected);
		}
	}

	private static int connectOften(int port) throws IOException {
		List<Socket> clients = new ArrayList<>();
		try {
			while (clients.size() < 20) {
				Socket client = new Socket();
				client.connect(new InetSocketAddress("127.0.0.1", port), 300);
				clients.add(client);
			}
		}
		catch (SocketTimeoutException ex) {
			// The queue is full
		}
		finally {
			for (Socket client : clients) {
				client.close();
			}
		}
		return clients.size();
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnLoops {

		@Bean(destroyMethod = "dispose")
		LoopResources loops() {
			return LoopResources.create("OwnLoops", 1, true);
		}

		@Bean
		NettyReactiveWebServerFactory factory(LoopResources loops) {
			NettyReactiveWebServerFactory factory = new NettyReactiveWebServerFactory();
			factory.addServerCustomizers((server) -> server.runOn(loops));
			return factory;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnResources {

		@Bean
		ReactorResourceFactory firstResources() {
			return resources("OwnResources");
		}

		@Bean
		ReactorResourceFactory secondResources() {
			return resources("others");
		}

		static ReactorResourceFactory resources(String name) {
			ReactorResourceFactory resources = new ReactorResourceFactory();
			resources.setUseGlobalResources(false);
			resources.setLoopResourcesSupplier(() -> LoopResources.create(name, 1, true));
			return resources;
		}

		@Bean
		NettyReactiveWebServerFactory factory(List<ReactorResourceFactory> resources) {
			NettyReactiveWebServerFactory factory = new NettyReactiveWebServerFactory();
			factory.setResourceFactory(resources.get(0));
			return factory;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ForeignFactory {

		@Bean
		ServletWebServerFactory factory(@Value("${server.port}") int port) {
			return (initializers) -> new TomcatServletWebServerFactory(port).getWebServer(initializers);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Subclass {

		@Bean
		TomcatServletWebServerFactory factory() {
			return new TomcatServletWebServerFactory() {

				@Override
				public WebServer getWebServer(ServletContextInitializer... initializers) {
					return new TomcatServletWebServerFactory(getPort()).getWebServer(initializers);
				}

			};
		}

	}

}
