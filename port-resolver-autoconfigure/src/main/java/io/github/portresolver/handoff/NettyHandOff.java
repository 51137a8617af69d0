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

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import reactor.netty.http.HttpResources;
import reactor.netty.http.server.HttpServerConfig;
import reactor.netty.resources.LoopResources;

import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.http.client.ReactorResourceFactory;

/**
 * Has Reactor Netty's server adopt the held port. The server's loops become those of NIO
 * then, since no other can serve on the JDK's channel; clients keep theirs.
 */
class NettyHandOff implements WebServerFactoryCustomizer<NettyReactiveWebServerFactory>, Ordered {

	private final ServerBind serverBind;

	private final Supplier<@Nullable ReactorResourceFactory> resourceFactory;

	NettyHandOff(ServerBind serverBind, Supplier<@Nullable ReactorResourceFactory> resourceFactory) {
		this.serverBind = serverBind;
		this.resourceFactory = resourceFactory;
	}

	@Override
	public int getOrder() {
		return ServerBind.CUSTOMIZER_ORDER;
	}

	@Override
	public void customize(NettyReactiveWebServerFactory factory) {
		Transport transport = this.serverBind.transport();
		if (transport == Transport.ASYNC) {
			throw new UnsupportedTransportException("Reactor Netty", transport, "it has 'selector' and 'native'");
		}
		if (transport == Transport.NATIVE && !LoopResources.hasNativeSupport()) {
			throw new UnsupportedTransportException("Reactor Netty", transport,
					"none of epoll, kqueue and io_uring is on the class path and works on this system");
		}
		if (this.serverBind.claim()) {
			HeldPortLoopResources loopResources = new HeldPortLoopResources(this.serverBind, this::loopResources,
					transport == Transport.SELECTOR);
			factory.setResourceFactory(new HeldPortResourceFactory(loopResources));
			factory.addServerCustomizers((server) -> server.doOnBind((config) -> beforeBind(config, loopResources)));
		}
	}

	private LoopResources loopResources() {
		ReactorResourceFactory factory = this.resourceFactory.get();
		return (factory != null) ? factory.getLoopResources() : HttpResources.get();
	}

	private void beforeBind(HttpServerConfig config, HeldPortLoopResources loopResources) {
		Supplier<? extends SocketAddress> bindAddress = config.bindAddress();
		if (bindAddress != null && bindAddress.get() instanceof InetSocketAddress configured) {
			InetSocketAddress address = resolve(configured);
			if (!address.isUnresolved()) {
				loopResources.adopt(address.getAddress(), address.getPort());
			}
			boolean isNative = loopResources.isNative(config.isPreferNative());
			this.serverBind.serveWith(isNative ? Transport.NATIVE : Transport.SELECTOR);
		}
	}

	// A customizer's host is resolved only at the bind
	private static InetSocketAddress resolve(InetSocketAddress address) {
		return address.isUnresolved() ? new InetSocketAddress(address.getHostString(), address.getPort()) : address;
	}

}
