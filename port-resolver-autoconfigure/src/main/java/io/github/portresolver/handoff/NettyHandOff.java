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

import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerConfig;
import reactor.netty.resources.LoopResources;

import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;

/**
 * Has Reactor Netty's server adopt the held port. The server's loops become those of NIO
 * then, since no other can serve on the JDK's channel; clients keep theirs.
 */
class NettyHandOff {

	private final ServerBind serverBind;

	NettyHandOff(ServerBind serverBind) {
		this.serverBind = serverBind;
	}

	void customize(NettyReactiveWebServerFactory factory) {
		Transport transport = LoopResources.hasNativeSupport()
				? this.serverBind.checkTransport("Reactor Netty", Transport.SELECTOR, Transport.NATIVE)
				: this.serverBind.checkTransport("Reactor Netty without epoll, kqueue or io_uring", Transport.SELECTOR);
		if (this.serverBind.hook()) {
			HeldPortLoopResources loops = new HeldPortLoopResources(this.serverBind, transport == Transport.SELECTOR);
			loops.serve(factory);
			factory.addServerCustomizers((server) -> customize(server, loops));
		}
	}

	private HttpServer customize(HttpServer server, HeldPortLoopResources loops) {
		this.serverBind.claim();
		return server.doOnBind((config) -> beforeBind(config, loops));
	}

	private void beforeBind(HttpServerConfig config, HeldPortLoopResources loops) {
		if (config.options().keySet().stream().anyMatch((option) -> option.name().endsWith("SO_REUSEPORT"))) {
			this.serverBind.close();
		}
		Supplier<? extends SocketAddress> bindAddress = config.bindAddress();
		if (bindAddress != null && bindAddress.get() instanceof InetSocketAddress configured) {
			// A customizer's host is resolved only at the bind
			InetSocketAddress address = configured.isUnresolved()
					? new InetSocketAddress(configured.getHostString(), configured.getPort()) : configured;
			if (!address.isUnresolved()) {
				loops.beforeBind(address.getAddress(), address.getPort());
			}
		}
	}

}
