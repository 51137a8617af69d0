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
import java.net.SocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;

import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.ServerChannel;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.channel.nio.AbstractNioMessageChannel;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;

/**
 * A channel that serves on a Unix domain socket it did not bind. Netty's own counts as
 * active before it was registered and "bound" then, and the pipeline would be told twice.
 */
class UnixSocketChannel extends AbstractNioMessageChannel implements ServerChannel {

	private static final ChannelMetadata METADATA = new ChannelMetadata(false, 16);

	private final UnixSocket unixSocket;

	private final ChannelConfig config = new DefaultChannelConfig(this, new ServerChannelRecvByteBufAllocator()) {

		// Reactor Netty pauses where nothing can be accepted, and the loop would spin
		@Override
		protected void autoReadCleared() {
			clearReadPending();
		}

	};

	private volatile boolean bound;

	UnixSocketChannel(UnixSocket unixSocket) throws IOException {
		super(null, unixSocket.open(), SelectionKey.OP_ACCEPT);
		this.unixSocket = unixSocket;
	}

	@Override
	protected void doBind(SocketAddress localAddress) {
		this.bound = true;
	}

	@Override
	public boolean isActive() {
		return this.bound && isOpen();
	}

	@Override
	protected int doReadMessages(List<Object> messages) throws Exception {
		SocketChannel accepted = ((ServerSocketChannel) javaChannel()).accept();
		if (accepted == null) {
			return 0;
		}
		messages.add(new NioDomainSocketChannel(this, accepted));
		return 1;
	}

	@Override
	protected void doClose() {
		this.unixSocket.close();
	}

	@Override
	public ChannelConfig config() {
		return this.config;
	}

	@Override
	public ChannelMetadata metadata() {
		return METADATA;
	}

	@Override
	protected SocketAddress localAddress0() {
		return new DomainSocketAddress(this.unixSocket.request().path());
	}

	@Override
	protected SocketAddress remoteAddress0() {
		throw new UnsupportedOperationException("A server has no remote address");
	}

	@Override
	protected boolean doConnect(SocketAddress remoteAddress, SocketAddress localAddress) {
		throw new UnsupportedOperationException("A server does not connect");
	}

	@Override
	protected void doFinishConnect() {
		throw new UnsupportedOperationException("A server does not connect");
	}

	@Override
	protected void doDisconnect() {
		throw new UnsupportedOperationException("A server does not connect");
	}

	@Override
	protected boolean doWriteMessage(Object message, ChannelOutboundBuffer in) {
		throw new UnsupportedOperationException("A server does not write");
	}

}
