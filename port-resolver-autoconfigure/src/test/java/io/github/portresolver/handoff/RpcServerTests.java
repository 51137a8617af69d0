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

import java.io.DataInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

import io.github.portresolver.Hold;
import io.github.portresolver.testsupport.Apps;
import io.github.portresolver.testsupport.Ports;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.Environment;
import org.springframework.grpc.server.NettyGrpcServerFactory;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycle;
import org.springframework.http.client.ReactorResourceFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The servers of gRPC and RSocket, in an application without a web server.
 */
@ExtendWith(OutputCaptureExtension.class)
class RpcServerTests {

	static Stream<Arguments> servers() {
		return Stream.of(Rpc.values())
			.flatMap((rpc) -> Stream.of(Arguments.of(rpc, Hold.HAND_OFF), Arguments.of(rpc, Hold.GUARD)));
	}

	@ParameterizedTest
	@MethodSource("servers")
	void serverMovesWhereItsPortIsTakenAndBindsByItselfWhenItIsStartedAgain(Rpc rpc, Hold hold, CapturedOutput output)
			throws Exception {
		int port;
		try (ServerSocket taken = new ServerSocket(0);
				ConfigurableApplicationContext context = builder()
					.run(arguments(rpc, taken.getLocalPort(), "--port-resolver.hold=" + hold))) {
			port = rpc.port(context);
			assertThat(output).contains("%s moved to %d".formatted(rpc.property, port));
			assertThat(context.getEnvironment().getProperty("port-resolver.resolved." + rpc.portName + ".port"))
				.isEqualTo(String.valueOf(port));
			assertThat(rpc.isServing(port)).isTrue();
			if (rpc == Rpc.GRPC) {
				assertLoopsHaveNamesOfGrpcAndAreDaemons();
			}
			context.stop();
			assertThat(Ports.isFree(port)).isTrue();
			context.start();
			assertThat(rpc.isServing(port)).isTrue();
		}
		assertThat(Ports.isFree(port)).isTrue();
		assertThat(output).doesNotContain("no server used it", "the server binds");
	}

	private static void assertLoopsHaveNamesOfGrpcAndAreDaemons() {
		assertThat(Thread.getAllStackTraces().keySet())
			.filteredOn((thread) -> thread.getName().matches("grpc-(nio|default)-(boss|worker)-ELG-.*"))
			.isNotEmpty()
			.allMatch(Thread::isDaemon);
		assertThat(Thread.getAllStackTraces().keySet())
			.noneMatch((thread) -> thread.getName().startsWith("multiThreadIoEventLoopGroup"));
	}

	@ParameterizedTest
	@MethodSource("servers")
	void clientDuringStartIsAnsweredByHandOffAndRefusedByGuard(Rpc rpc, Hold hold) throws Exception {
		DuringStart<Socket> client = new DuringStart<>((environment) -> rpc.connect(rpc.port(environment)));
		try (ConfigurableApplicationContext context = builder(client)
			.run(arguments(rpc, 0, "--port-resolver.hold=" + hold))) {
			if (hold == Hold.HAND_OFF) {
				assertThat(rpc.isAnswered(client.result())).isTrue();
			}
			else {
				assertThatExceptionOfType(ExecutionException.class).isThrownBy(client::result)
					.withCauseInstanceOf(ConnectException.class);
				assertThat(rpc.isServing(rpc.port(context))).isTrue();
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void guardThatLosesEndsWithExitCodeAndNamesOwner(Rpc rpc, CapturedOutput output) throws Exception {
		try (Taker taker = new Taker(rpc.portName)) {
			assertThatExceptionOfType(RuntimeException.class)
				.isThrownBy(() -> builder(taker).run(arguments(rpc, 0, "--port-resolver.hold=guard")));
			assertThat(taker.exitCodes()).containsExactly(98);
			assertThat(output).contains("Port %d for %s (".formatted(taker.port(), rpc.property))
				.contains(") was taken by this process, PID ");
			assertThat(taker.isServing()).isTrue();
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "HAND_OFF", "GUARD" })
	void grpcServerOfApplicationsOwnFactoryBindsByItself(Hold hold, CapturedOutput output) throws Exception {
		try (ConfigurableApplicationContext context = builder().sources(OwnGrpcFactory.class)
			.run(arguments(Rpc.GRPC, 0, "--port-resolver.hold=" + hold))) {
			assertThat(context.getBeanNamesForType(GrpcHandOff.class)).isEmpty();
			assertThat(Rpc.GRPC.isServing(Rpc.GRPC.port(context))).isTrue();
		}
		assertThat(output).doesNotContain("no server used it");
	}

	@ParameterizedTest
	@ValueSource(strings = { "--port-resolver.enabled=false", "--port-resolver.hold=hand-off",
			"--port-resolver.hold=guard" })
	void serversOfRSocketAndTheWebStartBesideTwoResourceFactories(String argument, CapturedOutput output)
			throws Exception {
		int web = Ports.free();
		try (ConfigurableApplicationContext context = builder().sources(TwoResourceFactories.class)
			.web(WebApplicationType.REACTIVE)
			.run(arguments(Rpc.RSOCKET, Ports.free(), argument, "--server.port=" + web))) {
			assertThat(Rpc.RSOCKET.isServing(Rpc.RSOCKET.port(context))).isTrue();
			assertThat(Apps.get(web, "/")).startsWith("404");
			assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
				.anyMatch((name) -> name.startsWith("web-nio") || name.startsWith("web-epoll"))
				.anyMatch((name) -> name.startsWith("rsocket-nio") || name.startsWith("rsocket-epoll"));
		}
		assertThat(output).doesNotContain("no server used it", "the server binds");
	}

	private static SpringApplicationBuilder builder(ApplicationListener<?>... listeners) {
		return new SpringApplicationBuilder(RpcApplication.class).web(WebApplicationType.NONE)
			.registerShutdownHook(false)
			.listeners(listeners);
	}

	private static String[] arguments(Rpc rpc, int port, String... more) {
		List<String> arguments = new ArrayList<>(List.of("--port-resolver.fallback=adjacent-then-random",
				"--spring.main.banner-mode=off", "--" + rpc.property + "=" + port));
		arguments.addAll(List.of(more));
		if (rpc == Rpc.GRPC) {
			arguments.add("--spring.grpc.server.enabled=true");
		}
		return arguments.toArray(String[]::new);
	}

	/**
	 * The servers, and what each answers to.
	 */
	enum Rpc {

		/**
		 * It answers the preface of HTTP/2 and empty settings with settings.
		 */
		GRPC("grpc", "spring.grpc.server.port", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + "\0\0\0\4\0\0\0\0\0", 3, 4),

		/**
		 * It answers a frame other than SETUP, here KEEPALIVE with its length, with an
		 * error.
		 */
		RSOCKET("rsocket", "spring.rsocket.server.port", "\0\0\16" + "\0\0\0\0\14\u0080" + "\0".repeat(8), 7, 0x2c);

		private final String portName;

		private final String property;

		private final String greeting;

		private final int typeOffset;

		private final int type;

		Rpc(String portName, String property, String greeting, int typeOffset, int type) {
			this.portName = portName;
			this.property = property;
			this.greeting = greeting;
			this.typeOffset = typeOffset;
			this.type = type;
		}

		private int port(ConfigurableApplicationContext context) {
			return port(context.getEnvironment());
		}

		private int port(Environment environment) {
			return environment.getRequiredProperty(this.property, Integer.class);
		}

		private boolean isServing(int port) throws IOException {
			return isAnswered(connect(port));
		}

		private Socket connect(int port) throws IOException {
			Socket socket = new Socket();
			socket.connect(new InetSocketAddress("127.0.0.1", port), 10_000);
			socket.getOutputStream().write(this.greeting.getBytes(StandardCharsets.ISO_8859_1));
			return socket;
		}

		private boolean isAnswered(Socket client) throws IOException {
			try (Socket socket = client) {
				socket.setSoTimeout(30_000);
				byte[] answer = new byte[this.typeOffset + 1];
				new DataInputStream(socket.getInputStream()).readFully(answer);
				return (answer[this.typeOffset] & 0xff) == this.type;
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class RpcApplication {

		@Bean
		static BeanPostProcessor shortQuietPeriod() {
			return TestApplication.shortQuietPeriod();
		}

		@Bean
		BindableService service() {
			return () -> ServerServiceDefinition.builder("test").build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnGrpcFactory {

		@Bean
		NettyGrpcServerFactory ownFactory(@Value("${spring.grpc.server.port}") int port) {
			return new NettyGrpcServerFactory("*:" + port, List.of(), null, null, null);
		}

		@Bean
		GrpcServerLifecycle ownLifecycle(NettyGrpcServerFactory factory, ApplicationEventPublisher publisher) {
			return new GrpcServerLifecycle(factory, Duration.ZERO, publisher);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoResourceFactories {

		@Bean
		@Primary
		ReactorResourceFactory rsocketResources() {
			return OwnConfigurationTests.OwnResources.resources("rsocket");
		}

		@Bean
		ReactorResourceFactory webResources() {
			return OwnConfigurationTests.OwnResources.resources("web");
		}

		@Bean
		NettyReactiveWebServerFactory webServerFactory(@Qualifier("webResources") ReactorResourceFactory webResources) {
			NettyReactiveWebServerFactory factory = new NettyReactiveWebServerFactory();
			factory.setResourceFactory(webResources);
			return factory;
		}

	}

}
