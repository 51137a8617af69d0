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

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.portresolver.failure.InvalidPropertyException;
import io.github.portresolver.failure.UnixSocketException;
import io.github.portresolver.owner.PortOwners;
import io.github.portresolver.testsupport.ForkedJvm;
import io.github.portresolver.testsupport.RecordingLog;
import io.github.portresolver.unix.UnixSocketRequest.SocketPermissions;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.DomainSocketAddress;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClient;

import org.springframework.boot.context.event.ApplicationContextInitializedEvent;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Serving on a name in Linux's abstract namespace.
 */
@EnabledOnOs(OS.LINUX)
@ExtendWith(OutputCaptureExtension.class)
@Timeout(120)
class AbstractNameTests {

	private static final int REQUESTS = 10_000;

	private static final int LARGE = 3_000_000;

	private static final String ONLY = "--port-resolver.unix-socket.only=true";

	private final String name = "port-resolver-" + UUID.randomUUID();

	@BeforeAll
	static void epollWorks() {
		Epoll.ensureAvailability();
	}

	@Test
	void servesBesideThePort(CapturedOutput output) throws Exception {
		try (ReactiveWebServerApplicationContext context = start("--server.port=0", "--port-resolver.hold=hand-off")) {
			assertThat(curl("/hello")).isEqualTo("hello");
			assertThat(curl("/thread")).contains("epoll");
			try (UnixClient client = UnixClient.connect(context.getWebServer().getPort())) {
				assertThat(client.get("/hello")).isEqualTo("200 hello");
				assertThat(client.get("/thread")).contains("nio");
			}
			assertThat(output).contains("unix-socket=@" + this.name + " (every local user may connect)");
		}
		assertThat(isListening()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "auto", "native" })
	void servesWithoutAPortLargeBodiesEveryRequestAndAgainAfterStop(String transport, CapturedOutput output)
			throws Exception {
		try (ReactiveWebServerApplicationContext context = start(ONLY, "--port-resolver.transport=" + transport)) {
			assertThat(context.getWebServer().getPort()).isEqualTo(-1);
			assertThat(output).contains("Netty started on path @" + this.name).doesNotContain("WARN");
			String body = "x".repeat(LARGE);
			HttpClient client = client();
			assertThat(client.post()
				.uri("/echo")
				.send(ByteBufFlux.fromString(Mono.just(body)))
				.responseContent()
				.aggregate()
				.asString()
				.block(Duration.ofSeconds(30))).isEqualTo(body);
			for (int i = 0; i < REQUESTS / 2; i++) {
				assertThat(client.get().uri("/hello").responseContent().aggregate().asString().block())
					.isEqualTo("hello");
			}
			context.stop();
			assertThat(isListening()).isFalse();
			context.start();
			assertThat(curl("/hello")).isEqualTo("hello");
		}
		assertThat(isListening()).isFalse();
	}

	@Test
	void clientThatConnectsWhileItStartsIsAnswered() throws Exception {
		EarlyClient client = new EarlyClient();
		try (ReactiveWebServerApplicationContext context = UnixServer.NETTY.start(client, argument(), ONLY)) {
			assertThat(context.isRunning()).isTrue();
			assertThat(client.answer.get(30, TimeUnit.SECONDS)).isEqualTo("hello");
		}
	}

	@Test
	void startWhenSomeoneServesOnItEndsWithExitCodeAndNamesHim() throws Exception {
		try (ReactiveWebServerApplicationContext context = start(ONLY);
				ForkedJvm second = UnixServer.NETTY.fork(argument(), ONLY)) {
			assertThat(context.isRunning()).isTrue();
			second.awaitLine("APPLICATION FAILED TO START");
			assertThat(second.awaitExit()).isEqualTo(98);
			assertThat(second.output()).contains(
					"Unix socket @" + this.name + " is in use by PID " + ProcessHandle.current().pid() + " ",
					"--port-resolver.unix-socket.path=@" + this.name + "-2");
			assertThat(curl("/hello")).isEqualTo("hello");
		}
	}

	@Test
	void nextStartAfterKillServes() throws Exception {
		try (ForkedJvm first = UnixServer.NETTY.fork(argument(), ONLY)) {
			first.awaitLine("Netty started on path @" + this.name);
			first.kill();
			try (ReactiveWebServerApplicationContext context = start(ONLY)) {
				assertThat(context.isRunning()).isTrue();
				assertThat(curl("/hello")).isEqualTo("hello");
			}
		}
	}

	@Test
	void failedStartLetsGo() {
		assertThatException().isThrownBy(() -> start(ONLY, "--test.fail=true"))
			.withStackTraceContaining("test.fail is set");
		assertThat(isListening()).isFalse();
	}

	@ParameterizedTest
	@EnumSource(names = "NETTY", mode = EnumSource.Mode.EXCLUDE)
	void otherServersFailAndLetGo(UnixServer server, CapturedOutput output) {
		assertThatException().isThrownBy(() -> server.start(argument(), ONLY))
			.withStackTraceContaining(InvalidPropertyException.class.getName());
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("'@" + this.name + "' is not a valid value for 'port-resolver.unix-socket.path' (")
			.contains("cannot serve on a name in Linux's abstract namespace.")
			.contains("Set port-resolver.unix-socket.path to the path of a file, such as ./" + this.name + ".");
		assertThat(isListening()).isFalse();
	}

	@Test
	void longestNameIsBoundAndGoneWhenItIsClosedAndALongerOneFails() {
		String longest = "n".repeat(106 - this.name.length()) + this.name;
		UnixSocket socket = bind(longest);
		assertThat(isListening(longest)).isTrue();
		socket.destroy();
		socket.destroy();
		assertThat(isListening(longest)).isFalse();
		assertThatExceptionOfType(UnixSocketException.class).isThrownBy(() -> bind(longest + "n"))
			.withMessageEndingWith("its name is 107 bytes long, but the maximum is 106");
	}

	private static UnixSocket bind(String name) {
		return UnixSocket.bind(new UnixSocketRequest("@" + name, null, SocketPermissions.OWNER_ONLY, true, 0),
				Duration.ZERO, Duration.ZERO, new RecordingLog());
	}

	private boolean isListening() {
		return isListening(this.name);
	}

	private static boolean isListening(String name) {
		return !PortOwners.findUnixSocket(("@" + name)::equals, Duration.ofSeconds(20)).isEmpty();
	}

	private ReactiveWebServerApplicationContext start(String... arguments) {
		return UnixServer.NETTY.start(StringUtils.addStringToArray(arguments, argument()));
	}

	private String argument() {
		return "--port-resolver.unix-socket.path=@" + this.name;
	}

	private HttpClient client() {
		return HttpClient.create().remoteAddress(() -> new DomainSocketAddress("\0" + this.name));
	}

	private String curl(String uri) throws Exception {
		return AbstractUnixSocketTests.curl("--abstract-unix-socket", this.name, "http://localhost" + uri);
	}

	/**
	 * Connects before there is an application context.
	 */
	private final class EarlyClient implements ApplicationListener<ApplicationContextInitializedEvent> {

		private CompletableFuture<String> answer = new CompletableFuture<>();

		@Override
		public void onApplicationEvent(ApplicationContextInitializedEvent event) {
			this.answer = client().get().uri("/hello").responseContent().aggregate().asString().toFuture();
		}

	}

}
