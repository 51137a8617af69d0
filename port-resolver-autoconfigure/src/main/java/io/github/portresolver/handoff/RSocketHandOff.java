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

import org.springframework.beans.DirectFieldAccessor;
import org.springframework.boot.rsocket.netty.NettyRSocketServerFactory;
import org.springframework.boot.rsocket.server.RSocketServerFactory;

/**
 * Has RSocket's server adopt the held port.
 */
class RSocketHandOff {

	private final ServerBind serverBind;

	RSocketHandOff(ServerBind serverBind) {
		this.serverBind = serverBind;
	}

	void customize(RSocketServerFactory factory) {
		if (!(factory instanceof NettyRSocketServerFactory netty)) {
			this.serverBind.release(factory.getClass().getName());
		}
		else if (this.serverBind.hook()) {
			netty.setResourceFactory(
					new Loops(this.serverBind, netty).serve(AdoptingLoopResources.resourceFactory(netty)));
		}
	}

	/**
	 * Loops that learn from the first question for them that the server binds.
	 */
	private static final class Loops extends HeldPortLoopResources {

		private final DirectFieldAccessor factory;

		private Loops(ServerBind serverBind, NettyRSocketServerFactory factory) {
			super(serverBind, false);
			this.factory = new DirectFieldAccessor(factory);
		}

		@Override
		public EventLoopGroup onServer(boolean useNative) {
			// There is no other way to what a customizer may have set
			InetAddress address = (InetAddress) this.factory.getPropertyValue("address");
			Integer port = (Integer) this.factory.getPropertyValue("port");
			if (port != null) {
				beforeBind(address, port);
			}
			return super.onServer(useNative);
		}

	}

}
