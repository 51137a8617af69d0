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

import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.netty.channel.Channel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import org.springframework.boot.context.event.ApplicationPreparedEvent;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.ApplicationListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What Reactor Netty does when no connection can be accepted, because the process has no
 * descriptors left: it pauses for a second. A channel that reads on has its loop spin.
 */
@Timeout(60)
class PausedServerTests extends AbstractUnixSocketTests {

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
		try (ReactiveWebServerApplicationContext context = ServerKind.NETTY.start(bound, path,
				"--port-resolver.unix-socket.only=true")) {
			assertThat(context.isRunning()).isTrue();
			assertThat(get(curlOption, curlPath)).isEqualTo("hello");
			bound.setAutoRead(false);
			CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> get(curlOption, curlPath));
			assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> answer.get(500, TimeUnit.MILLISECONDS));
			bound.setAutoRead(true);
			assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo("hello");
		}
	}

	private static String get(String curlOption, String curlPath) {
		try {
			return run("curl", "--silent", "--show-error", "--max-time", "30", curlOption, curlPath,
					"http://localhost/hello");
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
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
