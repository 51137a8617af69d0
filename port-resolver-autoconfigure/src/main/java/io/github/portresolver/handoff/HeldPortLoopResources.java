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

import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/**
 * Loops that serve on an adopted channel once, and otherwise are those of the delegate.
 */
class HeldPortLoopResources implements LoopResources {

	private final Supplier<LoopResources> delegate;

	private final AtomicReference<@Nullable ServerSocketChannel> adopted = new AtomicReference<>();

	private final ServerBind serverBind;

	private final boolean selector;

	private volatile boolean nio;

	/**
	 * Create an instance.
	 * @param serverBind the bind of the server
	 * @param delegate whose loops they are
	 * @param selector whether the server's are those of NIO in any case
	 */
	HeldPortLoopResources(ServerBind serverBind, Supplier<LoopResources> delegate, boolean selector) {
		this.serverBind = serverBind;
		this.delegate = delegate;
		this.selector = selector;
	}

	/**
	 * Take what the server that is about to bind serves on, if there is something to
	 * adopt.
	 * @param address the server's final address, or {@code null} for every address
	 * @param port the server's final port
	 */
	void adopt(@Nullable InetAddress address, int port) {
		ServerSocketChannel channel = this.serverBind.adopt(address, port);
		ServerSocketChannel unused = this.adopted.getAndSet(channel);
		if (unused != null) {
			ServerBind.closeQuietly(unused, new IOException("not used"));
		}
		this.nio = channel != null;
	}

	boolean isNative(boolean preferNative) {
		return preferNative && !this.nio && !this.selector && LoopResources.hasNativeSupport();
	}

	@Override
	public EventLoopGroup onServer(boolean useNative) {
		return this.delegate.get().onServer(isNative(useNative));
	}

	@Override
	public EventLoopGroup onServerSelect(boolean useNative) {
		return this.delegate.get().onServerSelect(isNative(useNative));
	}

	@Override
	public EventLoopGroup onClient(boolean useNative) {
		return this.delegate.get().onClient(useNative);
	}

	@Override
	public <C extends Channel> C onChannel(Class<C> channelType, EventLoopGroup group) {
		if (!channelType.isAssignableFrom(HeldPortChannel.class)) {
			return this.delegate.get().onChannel(channelType, group);
		}
		ServerSocketChannel channel = this.adopted.getAndSet(null);
		if (channel != null) {
			return channelType.cast(new HeldPortChannel(channel));
		}
		C own = this.delegate.get().onChannel(channelType, group);
		own.pipeline().addFirst(new GuardedBind(this.serverBind));
		return own;
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
