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

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.github.portresolver.boot.PortResolverAutoConfiguration;
import io.github.portresolver.handoff.HandOffAutoConfiguration;
import io.github.portresolver.testsupport.Await;
import io.github.portresolver.testsupport.ForkedJvm;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.jetty.reactive.JettyReactiveWebServerFactory;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.tomcat.reactive.TomcatReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.autoconfigure.reactive.ReactiveWebServerConfiguration;
import org.springframework.boot.web.server.reactive.ReactiveWebServerFactory;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.adapter.ForwardedHeaderTransformer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application on each of the servers. {@code /hello} greets, {@code /thread} names the
 * thread, {@code /slow} answers when {@link Gate} is opened, {@code /remote} tells the
 * client's address, {@code /forwarded} the one a proxy tells, everything else is echoed.
 */
enum UnixServer {

	TOMCAT(TomcatReactiveWebServerFactory.class),

	JETTY(JettyReactiveWebServerFactory.class),

	NETTY(NettyReactiveWebServerFactory.class);

	private final Class<? extends ReactiveWebServerFactory> factory;

	UnixServer(Class<? extends ReactiveWebServerFactory> factory) {
		this.factory = factory;
	}

	ReactiveWebServerApplicationContext start(String... arguments) {
		return start((event) -> {
		}, arguments);
	}

	ReactiveWebServerApplicationContext start(ApplicationListener<?> listener, String... arguments) {
		SpringApplication application = new SpringApplication(Application.class, this.factory);
		application.addListeners(listener);
		application.setWebApplicationType(WebApplicationType.REACTIVE);
		application.setRegisterShutdownHook(false);
		return (ReactiveWebServerApplicationContext) application.run(arguments);
	}

	ForkedJvm fork(String... arguments) throws IOException {
		return ForkedJvm.of(UnixServer.class)
			.options("-Xmx128m")
			.start(Stream.concat(Stream.of(name()), Stream.of(arguments)).toArray());
	}

	/**
	 * Stop while a request is active, which is answered nevertheless.
	 * @param client sends the request
	 * @param refused returns whether others cannot connect any more
	 */
	static void stopWithActiveRequest(ReactiveWebServerApplicationContext context, UnixClient client,
			Callable<Boolean> refused) throws Exception {
		Gate gate = context.getBean(Gate.class);
		try {
			client.send("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
			assertThat(gate.entered.await(30, TimeUnit.SECONDS)).isTrue();
			CompletableFuture<Void> closed = CompletableFuture.runAsync(context::close);
			Await.until(refused);
			assertThat(closed).isNotDone();
			gate.opened.countDown();
			assertThat(client.receive()).isEqualTo("200 slow");
			closed.get(30, TimeUnit.SECONDS);
		}
		finally {
			gate.opened.countDown();
		}
	}

	/**
	 * Start as a process of its own.
	 * @param arguments the name of the server, and the application's arguments
	 */
	public static void main(String[] arguments) {
		valueOf(arguments[0]).start(Arrays.copyOfRange(arguments, 1, arguments.length));
	}

	/**
	 * What a slow request waits for.
	 */
	record Gate(CountDownLatch entered, CountDownLatch opened) {

		private Mono<String> pass() {
			return Mono.fromCallable(() -> {
				this.entered.countDown();
				this.opened.await();
				return "slow";
			}).subscribeOn(Schedulers.boundedElastic());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ PortResolverAutoConfiguration.class, HandOffAutoConfiguration.class,
			UnixSocketAutoConfiguration.class, SslAutoConfiguration.class, ReactiveWebServerConfiguration.class })
	static class Application {

		@Bean
		Gate gate() {
			return new Gate(new CountDownLatch(1), new CountDownLatch(1));
		}

		@Bean
		@ConditionalOnProperty("test.fail")
		Object failing() {
			throw new IllegalStateException("test.fail is set");
		}

		@Bean
		WebServerFactoryCustomizer<JettyReactiveWebServerFactory> limit(Environment environment) {
			return (factory) -> factory
				.setMaxConnections(environment.getProperty("test.max-connections", Integer.class, -1));
		}

		@Bean
		HttpHandler httpHandler(Gate gate) {
			return (request, response) -> switch (request.getURI().getPath()) {
				case "/hello" -> write(response, Mono.just("hello"));
				case "/thread" -> write(response, Mono.just(Thread.currentThread().getName()));
				case "/slow" -> write(response, gate.pass());
				case "/remote" -> write(response, remoteAddress(request));
				case "/forwarded" -> write(response, remoteAddress(new ForwardedHeaderTransformer().apply(request)));
				default -> echo(request, response);
			};
		}

		private static Mono<Void> write(ServerHttpResponse response, Mono<String> body) {
			return response.writeWith(body.map((text) -> {
				byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
				response.getHeaders().setContentLength(bytes.length);
				return response.bufferFactory().wrap(bytes);
			}));
		}

		private static Mono<String> remoteAddress(ServerHttpRequest request) {
			InetSocketAddress address = request.getRemoteAddress();
			return Mono.just((address != null) ? address.getHostString() + ":" + address.getPort() : "none");
		}

		private static Mono<Void> echo(ServerHttpRequest request, ServerHttpResponse response) {
			return response.writeWith(request.getBody());
		}

	}

}
