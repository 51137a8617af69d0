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
import java.time.Duration;
import java.util.function.Supplier;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.unix.ServerDomainSocketChannel;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/**
 * Loops that serve on the held Unix domain socket. They are those of the delegate: of NIO
 * for a socket file, since no other can serve on the JDK's channel, and native ones for a
 * name in Linux's abstract namespace.
 */
class UnixSocketLoopResources implements LoopResources {

	private final Supplier<LoopResources> delegate;

	private final UnixSocket unixSocket;

	UnixSocketLoopResources(Supplier<LoopResources> delegate, UnixSocket unixSocket) {
		this.delegate = delegate;
		this.unixSocket = unixSocket;
	}

	@Override
	public EventLoopGroup onServer(boolean useNative) {
		return this.delegate.get().onServer(this.unixSocket.request().isAbstract());
	}

	@Override
	public EventLoopGroup onServerSelect(boolean useNative) {
		return this.delegate.get().onServerSelect(this.unixSocket.request().isAbstract());
	}

	@Override
	public EventLoopGroup onClient(boolean useNative) {
		return this.delegate.get().onClient(useNative);
	}

	@Override
	@SuppressWarnings("unchecked")
	public <C extends Channel> C onChannel(Class<C> channelType, EventLoopGroup group) {
		if (!channelType.equals(ServerDomainSocketChannel.class)) {
			return this.delegate.get().onChannel(channelType, group);
		}
		try {
			// It is used as a channel only; the interface is that of native transports
			return (C) (this.unixSocket.request().isAbstract() ? newNameChannel(group)
					: new UnixSocketChannel(this.unixSocket));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Channel newNameChannel(EventLoopGroup group) throws IOException {
		if (!(group.next() instanceof IoEventLoop loop && loop.isCompatible(EpollIoHandle.class))) {
			throw new AbstractNameException("Reactor Netty, which has other loops here, such as io_uring's,",
					this.unixSocket.request());
		}
		return new AbstractNameChannel(this.unixSocket);
	}

	@Override
	public <C extends Channel> Class<? extends C> onChannelClass(Class<C> channelType, EventLoopGroup group) {
		return this.delegate.get().onChannelClass(channelType, group);
	}

	@Override
	public boolean daemon() {
		return this.delegate.get().daemon();
	}

	@Override
	public Mono<Void> disposeLater(Duration quietPeriod, Duration timeout) {
		return this.delegate.get().disposeLater(quietPeriod, timeout);
	}

}
