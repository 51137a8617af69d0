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

import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.grpc.server.autoconfigure.GrpcServerProperties;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.grpc.server.NettyGrpcServerFactory;
import org.springframework.grpc.server.ServerBuilderCustomizer;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycleEvent;
import org.springframework.grpc.server.lifecycle.GrpcServerTerminatedEvent;
import org.springframework.util.ClassUtils;

/**
 * Has gRPC's server adopt the held port, or bind over the guard with the I/O model that
 * it would choose itself.
 */
class GrpcHandOff implements ServerBuilderCustomizer<NettyServerBuilder>, ApplicationListener<GrpcServerLifecycleEvent>,
		DisposableBean, Ordered {

	private static final boolean EPOLL_PRESENT = ClassUtils.isPresent("io.netty.channel.epoll.Epoll",
			GrpcHandOff.class.getClassLoader());

	private final ServerBind serverBind;

	private final GrpcServerProperties properties;

	private final List<EventLoopGroup> groups = new ArrayList<>();

	GrpcHandOff(ServerBind serverBind, GrpcServerProperties properties) {
		this.serverBind = serverBind;
		this.properties = properties;
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public void customize(NettyServerBuilder builder) {
		if (!this.serverBind.hook()) {
			return;
		}
		boolean epoll = !this.serverBind.isHandOff(this.properties.getAddress(), port()) && EPOLL_PRESENT
				&& Epoll.isAvailable();
		IoHandlerFactory loops = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
		String name = epoll ? "grpc-default" : "grpc-nio";
		builder.channelFactory(epoll ? () -> guarded(new EpollServerSocketChannel()) : this::newNioChannel)
			.bossEventLoopGroup(newGroup(1, loops, name + "-boss-ELG"))
			.workerEventLoopGroup(newGroup(0, loops, name + "-worker-ELG"));
	}

	private ServerChannel newNioChannel() {
		ServerSocketChannel channel = this.serverBind.adopt(this.properties.getAddress(), port());
		return (channel != null) ? new HeldPortChannel(channel) : guarded(new NioServerSocketChannel());
	}

	private ServerChannel guarded(ServerChannel channel) {
		channel.pipeline().addFirst(new GuardedBind(this.serverBind));
		return channel;
	}

	private int port() {
		Integer port = this.properties.getPort();
		return (port != null) ? port : 0;
	}

	// With the names of gRPC's own, and daemons like them
	private EventLoopGroup newGroup(int threads, IoHandlerFactory loops, String name) {
		EventLoopGroup group = new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory(name, true), loops);
		this.groups.add(group);
		return group;
	}

	@Override
	public void onApplicationEvent(GrpcServerLifecycleEvent event) {
		// There may be an in-process server, too
		if (event instanceof GrpcServerTerminatedEvent
				&& event.getSource().getFactory() instanceof NettyGrpcServerFactory) {
			destroy();
		}
	}

	// What a builder is given it does not shut down
	@Override
	public void destroy() {
		this.groups.forEach((group) -> group.shutdownGracefully(0, 1, TimeUnit.SECONDS));
		this.groups.clear();
	}

}
