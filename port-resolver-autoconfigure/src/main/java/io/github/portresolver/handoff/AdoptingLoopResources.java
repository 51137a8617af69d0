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

import java.util.function.Supplier;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.TcpResources;

import org.springframework.beans.DirectFieldAccessor;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.http.client.ReactorResourceFactory;

/**
 * Loops that serve on a channel that is bound already, and otherwise are those of the
 * server: with its threads, their names and their number.
 */
public abstract class AdoptingLoopResources implements LoopResources {

	private Supplier<LoopResources> own = TcpResources::get;

	// Whether the loops are those of the operating system's own interface, not NIO's
	protected abstract boolean isNative(boolean preferNative);

	// The channel on which the server serves, or null for one of the server's own
	protected abstract @Nullable Channel adoptChannel(Class<?> channelType, EventLoopGroup group);

	// What a factory's servers have their loops from, to which there is no other way, or
	// null if they have others
	public static @Nullable ReactorResourceFactory resourceFactory(Object factory) {
		return (ReactorResourceFactory) new DirectFieldAccessor(factory).getPropertyValue("resourceFactory");
	}

	public final void serve(NettyReactiveWebServerFactory factory) {
		ReactorResourceFactory resources = resourceFactory(factory);
		if (resources != null) {
			factory.setResourceFactory(serve(resources));
		}
		else {
			factory.addServerCustomizers((server) -> serve(server, null));
		}
	}

	// Without resources the server's own loops are those it has
	public final HttpServer serve(HttpServer server, @Nullable ReactorResourceFactory resources) {
		this.own = (resources != null) ? resources::getLoopResources : server.configuration()::loopResources;
		return server.runOn(this, server.configuration().isPreferNative());
	}

	final ReactorResourceFactory serve(@Nullable ReactorResourceFactory resources) {
		if (resources != null) {
			this.own = resources::getLoopResources;
		}
		// It is no bean and owns nothing
		ReactorResourceFactory adopting = new ReactorResourceFactory();
		adopting.setLoopResources(this);
		return adopting;
	}

	@Override
	public EventLoopGroup onServer(boolean useNative) {
		return this.own.get().onServer(isNative(useNative));
	}

	@Override
	public EventLoopGroup onServerSelect(boolean useNative) {
		return this.own.get().onServerSelect(isNative(useNative));
	}

	@Override
	public EventLoopGroup onClient(boolean useNative) {
		return this.own.get().onClient(useNative);
	}

	@Override
	@SuppressWarnings("unchecked")
	public <C extends Channel> C onChannel(Class<C> channelType, EventLoopGroup group) {
		// It is used as a channel only; the interface may be that of native transports
		C adopted = (C) adoptChannel(channelType, group);
		return (adopted != null) ? adopted : this.own.get().onChannel(channelType, group);
	}

	@Override
	public <C extends Channel> Class<? extends C> onChannelClass(Class<C> channelType, EventLoopGroup group) {
		return this.own.get().onChannelClass(channelType, group);
	}

}
