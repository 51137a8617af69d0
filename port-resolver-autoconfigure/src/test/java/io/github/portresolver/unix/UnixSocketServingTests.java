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
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.portresolver.boot.PortResolverAutoConfiguration;
import io.github.portresolver.failure.InvalidPropertyException;
import io.github.portresolver.testsupport.Ports;
import io.netty.channel.Channel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.context.event.ApplicationPreparedEvent;
import org.springframework.boot.jetty.reactive.JettyReactiveWebServerFactory;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.tomcat.reactive.TomcatReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.autoconfigure.reactive.ReactiveWebServerConfiguration;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.util.function.ThrowingSupplier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Serving on a Unix domain socket with each of the servers.
 */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(60)
class UnixSocketServingTests extends AbstractUnixSocketTests {

	private static final int REQUESTS = 10_000;

	private static final int LARGE = 3_000_000;

	@ParameterizedTest
	@EnumSource
	void servesBesideThePortAndAnswersActiveRequestsWhenItStops(UnixServer server, CapturedOutput output)
			throws Exception {
		try (ReactiveWebServerApplicationContext context = server.start(path(), "--server.port=0",
				"--server.shutdown=graceful");
				UnixClient tcp = UnixClient.connect(context.getWebServer().getPort());
				UnixClient unix = UnixClient.connect(this.path)) {
			assertThat(curl("--unix-socket", this.path, "http://localhost/hello")).isEqualTo("hello");
			assertThat(tcp.get("/hello")).isEqualTo("200 hello");
			String body = "x".repeat(LARGE);
			assertThat(unix.post("/echo", body)).hasSize(LARGE + 4).isEqualTo("200 " + body);
			assertThat(Files.getPosixFilePermissions(this.path))
				.isEqualTo(PosixFilePermissions.fromString("rw-------"));
			assertThat(output).contains("unix-socket=" + this.path + " (rw-------)").contains("server.port=");
			try (UnixClient client = UnixClient.connect(this.path)) {
				UnixServer.stopWithActiveRequest(context, client, () -> Files.notExists(this.path) && isRefused());
			}
		}
		assertThat(names()).isEmpty();
	}

	private boolean isRefused() {
		assertThatIOException().isThrownBy(() -> UnixClient.connect(this.path));
		return true;
	}

	@ParameterizedTest
	@EnumSource
	void servesWithoutAPortLosesNoRequestAndServesAgainAfterStop(UnixServer server, CapturedOutput output)
			throws Exception {
		try (ReactiveWebServerApplicationContext context = server.start(path(),
				"--port-resolver.unix-socket.only=true")) {
			assertThat(curl("--unix-socket", this.path, "http://localhost/hello")).isEqualTo("hello");
			assertThat(context.getWebServer().getPort()).isEqualTo(-1);
			assertThat(context.getEnvironment().getProperty("port-resolver.resolved.server.port")).isNull();
			assertThat(output).contains("unix-socket=" + this.path).doesNotContain("server.port=");
			assertClientsHaveALoopbackAddress();
			int answered = 0;
			while (answered < REQUESTS) {
				// A server may end a connection after some requests
				try (UnixClient client = UnixClient.connect(this.path)) {
					for (int i = 0; i < 50; i++) {
						assertThat(client.get("/hello")).isEqualTo("200 hello");
						answered++;
					}
				}
			}
			context.stop();
			assertThat(names()).isEmpty();
			context.start();
			assertThat(UnixClient.get(this.path, "/hello")).isEqualTo("200 hello");
		}
		assertThat(names()).isEmpty();
	}

	private void assertClientsHaveALoopbackAddress() throws IOException {
		try (UnixClient client = UnixClient.connect(this.path)) {
			// Tomcat has a name for the address
			assertThat(client.get("/remote").replace("localhost", "127.0.0.1")).isEqualTo("200 127.0.0.1:0");
			client.send("GET /forwarded HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 192.0.2.7\r\n\r\n");
			assertThat(client.receive()).startsWith("200 192.0.2.7:");
		}
	}

	@Test
	void limitOfJettysConnectionsCounts() throws Exception {
		try (ReactiveWebServerApplicationContext context = UnixServer.JETTY.start(path(), "--server.port=0",
				"--test.max-connections=1"); UnixClient first = UnixClient.connect(this.path)) {
			assertThat(context.isRunning()).isTrue();
			assertThat(first.get("/hello")).isEqualTo("200 hello");
			CompletableFuture<String> second = CompletableFuture
				.supplyAsync(ThrowingSupplier.of(() -> UnixClient.get(this.path, "/hello")));
			assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> second.get(500, TimeUnit.MILLISECONDS));
			first.channel().close();
			assertThat(second.get(30, TimeUnit.SECONDS)).isEqualTo("200 hello");
		}
	}

	@ParameterizedTest
	@ValueSource(classes = { TomcatReactiveWebServerFactory.class, JettyReactiveWebServerFactory.class,
			NettyReactiveWebServerFactory.class })
	void serverThatDoesNotTakeTheOnlySocketDoesNotServeOnAPort(Class<?> factory, CapturedOutput output)
			throws Exception {
		int port = Ports.free();
		SpringApplication application = new SpringApplication(WithoutHooks.class, factory);
		application.setWebApplicationType(WebApplicationType.REACTIVE);
		assertThatException()
			.isThrownBy(() -> application.run(path(), "--server.port=" + port, "--port-resolver.unix-socket.only=true"))
			.withStackTraceContaining(InvalidPropertyException.class.getName());
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("the server of this application does not serve on " + this.path)
			.doesNotContain(" started on port");
		assertThat(names()).isEmpty();
	}

	@Test
	void pausedServerOnSocketFileAcceptsNobodyAndGoesOn() throws Exception {
		assertPauses(path(), "--unix-socket", this.path.toString());
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void pausedServerOnAbstractNameAcceptsNobodyAndGoesOn() throws Exception {
		String name = "port-resolver-" + UUID.randomUUID();
		assertPauses("--port-resolver.unix-socket.path=@" + name, "--abstract-unix-socket", name);
	}

	private void assertPauses(String path, String curlOption, String curlPath) throws Exception {
		BoundChannel bound = new BoundChannel();
		try (ReactiveWebServerApplicationContext context = UnixServer.NETTY.start(bound, path,
				"--port-resolver.unix-socket.only=true")) {
			assertThat(context.isRunning()).isTrue();
			ThrowingSupplier<String> client = () -> curl(curlOption, curlPath, "http://localhost/hello");
			assertThat(client.get()).isEqualTo("hello");
			bound.setAutoRead(false);
			CompletableFuture<String> answer = CompletableFuture.supplyAsync(client);
			assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> answer.get(500, TimeUnit.MILLISECONDS));
			bound.setAutoRead(true);
			assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo("hello");
		}
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ PortResolverAutoConfiguration.class, ReactiveWebServerConfiguration.class })
	static class WithoutHooks {

		@Bean
		HttpHandler httpHandler() {
			return (request, response) -> response.setComplete();
		}

	}

	/**
	 * The channel on which the server accepts.
	 */
	private static final class BoundChannel implements ApplicationListener<ApplicationPreparedEvent>,
			WebServerFactoryCustomizer<NettyReactiveWebServerFactory> {

		private volatile Channel channel;

		@Override
		public void onApplicationEvent(ApplicationPreparedEvent event) {
			event.getApplicationContext().getBeanFactory().registerSingleton("boundChannel", this);
		}

		@Override
		public void customize(NettyReactiveWebServerFactory factory) {
			factory.addServerCustomizers(
					(server) -> server.doOnBound((disposable) -> this.channel = disposable.channel()));
		}

		private void setAutoRead(boolean autoRead) throws Exception {
			this.channel.eventLoop()
				.submit(() -> this.channel.config().setAutoRead(autoRead))
				.get(30, TimeUnit.SECONDS);
		}

	}

}
