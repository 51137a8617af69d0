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

import io.netty.channel.AbstractServerChannel;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;

/**
 * A channel that serves on a Unix domain socket it did not bind. Netty's own can be made
 * from a bound socket, but bind and know their address only together; so this one stands
 * before it in the same loop, and hands on what it accepts.
 */
class UnixSocketChannel extends AbstractServerChannel {

	private final UnixSocket unixSocket;

	private final Channel accepting;

	private final ChannelConfig config = new DefaultChannelConfig(this, new ServerChannelRecvByteBufAllocator()) {

		// Reactor Netty pauses where nothing can be accepted, and the loop would spin
		@Override
		protected void autoReadCleared() {
			UnixSocketChannel.this.accepting.config().setAutoRead(false);
		}

	};

	private volatile boolean bound;

	UnixSocketChannel(UnixSocket unixSocket) throws IOException {
		this.unixSocket = unixSocket;
		this.accepting = unixSocket.request().isAbstract() ? ((HeldAbstractName) unixSocket.take()).adopt()
				: new NioServerDomainSocketChannel(unixSocket.open());
		this.accepting.config().setAutoRead(false);
		this.accepting.pipeline().addLast(new Accepted());
	}

	@Override
	protected boolean isCompatible(EventLoop loop) {
		return true;
	}

	@Override
	protected void doBind(SocketAddress localAddress) throws Exception {
		// In its own loop, so it is done when this returns
		eventLoop().register(this.accepting).sync();
		this.bound = true;
	}

	@Override
	protected void doBeginRead() {
		this.accepting.config().setAutoRead(true);
	}

	@Override
	public boolean isOpen() {
		return this.accepting.isOpen();
	}

	@Override
	public boolean isActive() {
		return this.bound && isOpen();
	}

	// The file first, which must not look stale
	@Override
	protected void doClose() {
		this.unixSocket.close();
		this.accepting.unsafe().closeForcibly();
	}

	@Override
	public ChannelConfig config() {
		return this.config;
	}

	@Override
	protected SocketAddress localAddress0() {
		return new DomainSocketAddress(this.unixSocket.request().path());
	}

	private final class Accepted extends ChannelInboundHandlerAdapter {

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			pipeline().fireChannelRead(message);
		}

		@Override
		public void channelReadComplete(ChannelHandlerContext context) {
			pipeline().fireChannelReadComplete();
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			pipeline().fireExceptionCaught(cause);
		}

	}

}
