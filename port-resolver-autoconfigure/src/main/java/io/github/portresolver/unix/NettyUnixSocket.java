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
import java.io.UncheckedIOException;

import io.github.portresolver.handoff.AdoptingLoopResources;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.ServerDomainSocketChannel;
import io.netty.util.concurrent.DefaultEventExecutor;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.server.HttpServer;

import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.http.client.ReactorResourceFactory;

/**
 * Has Reactor Netty serve on the held Unix domain socket: with the server itself, or with
 * a second one that is set up like it and has the same handler. The loops are those of
 * NIO for a socket file, since no other can serve on the JDK's channel, and native ones
 * for a name in Linux's abstract namespace.
 */
class NettyUnixSocket extends AdoptingLoopResources {

	private final UnixSocket unixSocket;

	private final NettyUnixSocketServer secondServer;

	NettyUnixSocket(UnixSocket unixSocket, NettyUnixSocketServer secondServer) {
		this.unixSocket = unixSocket;
		this.secondServer = secondServer;
	}

	void customize(NettyReactiveWebServerFactory factory) {
		if (this.unixSocket.request().only()) {
			serve(factory);
			factory.addServerCustomizers(this::bindToSocket);
			return;
		}
		ReactorResourceFactory resources = resourceFactory(factory);
		factory.addServerCustomizers((server) -> {
			HttpServer second = serve(bindToSocket(server), resources)
				.channelGroup(new DefaultChannelGroup(new DefaultEventExecutor()));
			return server.doOnBind((config) -> this.secondServer.prepare(second.childObserve(config.childObserver())));
		});
	}

	private HttpServer bindToSocket(HttpServer server) {
		this.unixSocket.claim();
		return server.bindAddress(() -> new DomainSocketAddress(this.unixSocket.request().path()));
	}

	@Override
	protected boolean isNative(boolean preferNative) {
		return this.unixSocket.request().isAbstract();
	}

	@Override
	protected @Nullable Channel adoptChannel(Class<?> channelType, EventLoopGroup group) {
		if (!channelType.equals(ServerDomainSocketChannel.class)) {
			return null;
		}
		if (this.unixSocket.request().isAbstract()
				&& !(group.next() instanceof IoEventLoop loop && loop.isCompatible(EpollIoHandle.class))) {
			this.unixSocket.checkFile("Reactor Netty on other loops, such as io_uring's,");
		}
		try {
			return new UnixSocketChannel(this.unixSocket);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
