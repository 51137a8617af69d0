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

import java.time.Duration;

import io.github.portresolver.Hold;
import io.netty.channel.Channel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollSocketChannel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

import org.springframework.http.client.ReactorResourceFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Which loops Reactor Netty's server and its clients use.
 */
class NettyTransportTests {

	@BeforeEach
	void assumeNativeTransport() {
		assumeThat(Epoll.isAvailable()).isTrue();
	}

	@Test
	void handOffMovesServerToNioUntilItBindsByItselfAndLeavesClientsNative() throws Exception {
		try (RunningServer server = RunningServer.start(ServerKind.NETTY, Hold.HAND_OFF)) {
			assertThat(server.get("/thread")).contains("-nio-");
			assertThat(clientChannel(server)).isEqualTo(EpollSocketChannel.class);
			assertThat(server.get("/thread")).contains("-nio-");
			server.context().stop();
			server.context().start();
			assertThat(server.get("/thread")).contains("-epoll-");
		}
	}

	@ParameterizedTest
	@CsvSource({ "auto, native, -epoll-", "selector, selector, -nio-" })
	void guardLeavesServerNativeUnlessTheSelectorIsAskedForAndClientsNative(String asked, String transport,
			String threads) throws Exception {
		try (RunningServer server = RunningServer.start(ServerKind.NETTY, Hold.GUARD,
				"--port-resolver.transport=" + asked)) {
			assertThat(server.get("/thread")).contains(threads);
			assertThat(server.context().getBean(HeldPorts.class).transport("server")).hasToString(transport);
			assertThat(clientChannel(server)).isEqualTo(EpollSocketChannel.class);
		}
	}

	private static Class<? extends Channel> clientChannel(RunningServer server) {
		ReactorResourceFactory resources = server.context().getBean(ReactorResourceFactory.class);
		return HttpClient.create(resources.getConnectionProvider())
			.runOn(resources.getLoopResources())
			.get()
			.uri("http://127.0.0.1:" + server.port() + "/hello")
			.responseConnection(
					(response, connection) -> Mono.<Class<? extends Channel>>just(connection.channel().getClass())
						.doFinally((signal) -> connection.dispose()))
			.blockFirst(Duration.ofSeconds(30));
	}

}
