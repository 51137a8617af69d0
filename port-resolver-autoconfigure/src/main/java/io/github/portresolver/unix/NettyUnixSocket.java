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

import java.util.function.Supplier;

import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultEventExecutor;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.HttpResources;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.http.client.ReactorResourceFactory;

/**
 * Has Reactor Netty serve on the held Unix domain socket: with the server itself, or with
 * a second one that is set up like it and has the same handler.
 */
class NettyUnixSocket implements WebServerFactoryCustomizer<NettyReactiveWebServerFactory>, Ordered {

	private final UnixSocket unixSocket;

	private final NettyUnixSocketServer secondServer;

	private final Supplier<@Nullable ReactorResourceFactory> resourceFactory;

	NettyUnixSocket(UnixSocket unixSocket, NettyUnixSocketServer secondServer,
			Supplier<@Nullable ReactorResourceFactory> resourceFactory) {
		this.unixSocket = unixSocket;
		this.secondServer = secondServer;
		this.resourceFactory = resourceFactory;
	}

	@Override
	public int getOrder() {
		return UnixSocket.CUSTOMIZER_ORDER;
	}

	@Override
	public void customize(NettyReactiveWebServerFactory factory) {
		LoopResources loopResources = new UnixSocketLoopResources(this::loopResources, this.unixSocket);
		if (this.unixSocket.request().only()) {
			factory.setResourceFactory(new UnixSocketResourceFactory(loopResources));
			factory.addServerCustomizers(this::bindToSocket);
			return;
		}
		factory.addServerCustomizers((server) -> {
			HttpServer second = bindToSocket(server).runOn(loopResources)
				.channelGroup(new DefaultChannelGroup(new DefaultEventExecutor()));
			return server.doOnBind((config) -> this.secondServer.prepare(second.childObserve(config.childObserver())));
		});
	}

	private HttpServer bindToSocket(HttpServer server) {
		return server.bindAddress(() -> new DomainSocketAddress(this.unixSocket.request().path()));
	}

	private LoopResources loopResources() {
		ReactorResourceFactory factory = this.resourceFactory.get();
		return (factory != null) ? factory.getLoopResources() : HttpResources.get();
	}

	/**
	 * What {@code NettyWebServer} takes its loops from. It is no bean and owns nothing.
	 */
	private static final class UnixSocketResourceFactory extends ReactorResourceFactory {

		private final LoopResources loopResources;

		UnixSocketResourceFactory(LoopResources loopResources) {
			this.loopResources = loopResources;
		}

		@Override
		public LoopResources getLoopResources() {
			return this.loopResources;
		}

	}

}
