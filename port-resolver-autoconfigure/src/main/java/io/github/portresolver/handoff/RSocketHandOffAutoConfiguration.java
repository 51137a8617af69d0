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

import io.github.portresolver.handoff.HandOffAutoConfiguration.FactoryHook;
import io.rsocket.transport.netty.server.TcpServerTransport;

import org.springframework.beans.DirectFieldAccessor;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.rsocket.netty.NettyRSocketServerFactory;
import org.springframework.boot.rsocket.server.RSocketServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.http.client.ReactorResourceFactory;

/**
 * {@link AutoConfiguration Auto-configuration} that has the RSocket server adopt the held
 * port.
 */
@AutoConfiguration
@ConditionalOnClass({ NettyRSocketServerFactory.class, TcpServerTransport.class, ReactorResourceFactory.class })
public final class RSocketHandOffAutoConfiguration {

	@Bean
	static FactoryHook<RSocketServerFactory> portResolverRSocketHandOff(ObjectProvider<HeldPorts> heldPorts) {
		return new FactoryHook<>(RSocketServerFactory.class, Ordered.LOWEST_PRECEDENCE,
				(factory) -> customize(new ServerBind(heldPorts, "rsocket"), factory));
	}

	private static void customize(ServerBind serverBind, RSocketServerFactory factory) {
		if (!(factory instanceof NettyRSocketServerFactory netty)) {
			serverBind.release(factory.getClass().getName());
		}
		else if (serverBind.hook()) {
			netty.setResourceFactory(loops(serverBind, netty).serve(AdoptingLoopResources.resourceFactory(netty)));
		}
	}

	private static NettyHandOff loops(ServerBind serverBind, NettyRSocketServerFactory factory) {
		NettyHandOff loops = new NettyHandOff(serverBind, false);
		// There is no other way to what a customizer may have set
		DirectFieldAccessor fields = new DirectFieldAccessor(factory);
		Integer port = (Integer) fields.getPropertyValue("port");
		loops.beforeBind((InetAddress) fields.getPropertyValue("address"), (port != null) ? port : 0);
		return loops;
	}

}
