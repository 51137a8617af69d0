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

import java.net.SocketAddress;
import java.time.Duration;

import io.github.portresolver.handoff.AdoptingLoopResources;
import io.netty.channel.AbstractServerChannel;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoop;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.ServerDomainSocketChannel;
import io.netty.util.concurrent.DefaultEventExecutor;
import org.jspecify.annotations.Nullable;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.client.ReactorResourceFactory;

/**
 * Has Reactor Netty serve on the held Unix domain socket: with the server itself, or with
 * a second one that is set up like it and has the same handler. The loops are those of
 * NIO for a socket file, since no other can serve on the JDK's channel, and native ones
 * for a name in Linux's abstract namespace.
 */
class NettyUnixSocket extends AdoptingLoopResources {

	private final UnixSocket unixSocket;

	private final SecondServer secondServer;

	NettyUnixSocket(UnixSocket unixSocket, SecondServer secondServer) {
		this.unixSocket = unixSocket;
		this.secondServer = secondServer;
	}

	void customize(NettyReactiveWebServerFactory factory) {
		if (this.unixSocket.request().only()) {
			serve(factory);
			factory.addServerCustomizers(this::bindToSocket);
		}
		else {
			addServer(factory);
		}
	}

	private void addServer(NettyReactiveWebServerFactory factory) {
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
			this.unixSocket.checkFile("Reactor Netty without epoll's event loops, such as with io_uring,");
		}
		return new UnixSocketChannel(this.unixSocket);
	}

	/**
	 * The second server, for the Unix domain socket. It starts after the one that Spring
	 * Boot knows, and drains at the same time.
	 */
	static final class SecondServer implements SmartLifecycle {

		// The longest time to wait for active requests when it stops
		private final Duration drain;

		private volatile @Nullable HttpServer prepared;

		private volatile @Nullable DisposableServer running;

		SecondServer(Duration drain) {
			this.drain = drain;
		}

		void prepare(HttpServer server) {
			this.prepared = server;
		}

		@Override
		public void start() {
			HttpServer server = this.prepared;
			if (server != null && this.running == null) {
				this.running = server.bindNow();
			}
		}

		@Override
		public void stop() {
			DisposableServer server = this.running;
			this.running = null;
			if (server == null) {
				return;
			}
			try {
				server.disposeNow(this.drain);
			}
			catch (IllegalStateException ex) {
				// Requests are still active: as when the time for a graceful shutdown is
				// over
			}
		}

		@Override
		public void stop(Runnable callback) {
			new Thread(() -> {
				stop();
				callback.run();
			}, "unix-socket-shutdown").start();
		}

		@Override
		public boolean isRunning() {
			return this.running != null;
		}

		@Override
		public int getPhase() {
			return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE;
		}

	}

	/**
	 * A channel that serves on a Unix domain socket it did not bind. Netty's own can be
	 * made from a bound socket, but bind and know their address only together; so this
	 * one stands before it in the same loop, and hands on what it accepts.
	 */
	private static final class UnixSocketChannel extends AbstractServerChannel {

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

		UnixSocketChannel(UnixSocket unixSocket) {
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

}
