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

import io.netty.channel.EventLoopGroup;
import reactor.netty.http.HttpResources;
import reactor.netty.resources.LoopResources;

import org.springframework.beans.DirectFieldAccessor;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.rsocket.netty.NettyRSocketServerFactory;
import org.springframework.boot.rsocket.server.RSocketServerFactory;
import org.springframework.http.client.ReactorResourceFactory;

/**
 * Has RSocket's server adopt the held port.
 */
class RSocketHandOff implements BeanPostProcessor {

	private final ObjectProvider<HeldPorts> heldPorts;

	private final ObjectProvider<ReactorResourceFactory> resourceFactory;

	RSocketHandOff(ObjectProvider<HeldPorts> heldPorts, ObjectProvider<ReactorResourceFactory> resourceFactory) {
		this.heldPorts = heldPorts;
		this.resourceFactory = resourceFactory;
	}

	static ServerBind serverBind(ObjectProvider<HeldPorts> heldPorts) {
		return new ServerBind(heldPorts.getIfAvailable(HeldPorts::none), "rsocket");
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof NettyRSocketServerFactory factory) {
			ServerBind serverBind = serverBind(this.heldPorts);
			if (serverBind.claim()) {
				factory.setResourceFactory(new HeldPortResourceFactory(new Loops(factory, serverBind)));
			}
		}
		else if (bean instanceof RSocketServerFactory) {
			serverBind(this.heldPorts).releaseUnlessClaimed(bean.getClass());
		}
		return bean;
	}

	private LoopResources loopResources() {
		ReactorResourceFactory factory = this.resourceFactory.getIfAvailable();
		return (factory != null) ? factory.getLoopResources() : HttpResources.get();
	}

	/**
	 * Loops that learn from the first question for them that the server binds.
	 */
	private final class Loops extends HeldPortLoopResources {

		private final DirectFieldAccessor factory;

		private Loops(NettyRSocketServerFactory factory, ServerBind serverBind) {
			super(serverBind, RSocketHandOff.this::loopResources, false);
			this.factory = new DirectFieldAccessor(factory);
		}

		@Override
		public EventLoopGroup onServer(boolean useNative) {
			// There is no other way to what a customizer may have set
			InetAddress address = (InetAddress) this.factory.getPropertyValue("address");
			Integer port = (Integer) this.factory.getPropertyValue("port");
			if (port != null) {
				adopt(address, port);
			}
			return super.onServer(useNative);
		}

	}

}
