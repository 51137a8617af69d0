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

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.function.Supplier;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoop;
import io.netty.channel.nio.NioIoHandle;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerConfig;
import reactor.netty.resources.LoopResources;

import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;

/**
 * Has Reactor Netty's server adopt the held port, if it is the one that the server is
 * about to bind. The server's loops become those of NIO then, since no other can serve on
 * the JDK's channel; clients keep theirs.
 */
class NettyHandOff extends AdoptingLoopResources {

	private final ServerBind serverBind;

	private final boolean selector;

	private @Nullable InetAddress address;

	private int port;

	private volatile boolean handOff;

	NettyHandOff(ServerBind serverBind, boolean selector) {
		this.serverBind = serverBind;
		this.selector = selector;
	}

	static void customize(ServerBind serverBind, NettyReactiveWebServerFactory factory) {
		Transport transport = LoopResources.hasNativeSupport()
				? serverBind.checkTransport("Reactor Netty", Transport.SELECTOR, Transport.NATIVE)
				: serverBind.checkTransport("Reactor Netty without epoll, kqueue or io_uring", Transport.SELECTOR);
		if (serverBind.hook()) {
			NettyHandOff handOff = new NettyHandOff(serverBind, transport == Transport.SELECTOR);
			handOff.serve(factory);
			factory.addServerCustomizers(handOff::customize);
		}
	}

	private HttpServer customize(HttpServer server) {
		this.serverBind.claim();
		return server.doOnBind(this::beforeBind);
	}

	private void beforeBind(HttpServerConfig config) {
		if (config.options().keySet().stream().anyMatch((option) -> option.name().endsWith("SO_REUSEPORT"))) {
			this.serverBind.close();
		}
		Supplier<? extends SocketAddress> bindAddress = config.bindAddress();
		if (bindAddress != null && bindAddress.get() instanceof InetSocketAddress configured) {
			// A customizer's host is resolved only at the bind
			InetSocketAddress address = configured.isUnresolved()
					? new InetSocketAddress(configured.getHostString(), configured.getPort()) : configured;
			if (!address.isUnresolved()) {
				beforeBind(address.getAddress(), address.getPort());
			}
		}
	}

	void beforeBind(@Nullable InetAddress address, int port) {
		this.address = address;
		this.port = port;
		this.handOff = this.serverBind.isHandOff(address, port);
	}

	@Override
	protected boolean isNative(boolean preferNative) {
		return preferNative && !this.handOff && !this.selector;
	}

	@Override
	protected @Nullable Channel adoptChannel(Class<?> channelType, EventLoopGroup group) {
		if (!channelType.isAssignableFrom(HeldPortChannel.class)) {
			return null;
		}
		boolean nio = group.next() instanceof IoEventLoop loop && loop.isCompatible(NioIoHandle.class);
		this.serverBind.serveWith(nio ? Transport.SELECTOR : Transport.NATIVE);
		boolean adopting = this.handOff;
		this.handOff = false;
		return adopting ? adopt(nio) : null;
	}

	private @Nullable Channel adopt(boolean nio) {
		if (!nio) {
			this.serverBind.release("an event loop other than NIO's");
			return null;
		}
		ServerSocketChannel channel = this.serverBind.adopt(this.address, this.port);
		return (channel != null) ? new HeldPortChannel(channel) : null;
	}

	@Override
	public <C extends Channel> C onChannel(Class<C> channelType, EventLoopGroup group) {
		C channel = super.onChannel(channelType, group);
		if (channelType.isAssignableFrom(HeldPortChannel.class) && !(channel instanceof HeldPortChannel)) {
			channel.pipeline().addFirst(new GuardedBind(this.serverBind));
		}
		return channel;
	}

}
