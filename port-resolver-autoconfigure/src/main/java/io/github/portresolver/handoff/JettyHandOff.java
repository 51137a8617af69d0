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

import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.jetty.JettyWebServerFactory;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;

/**
 * Has Jetty's main connector, the first one, adopt the held port. It forgets the channel
 * when it stops, so that a restart binds by itself.
 */
class JettyHandOff implements WebServerFactoryCustomizer<JettyWebServerFactory>, Ordered {

	private final ServerBind serverBind;

	JettyHandOff(ServerBind serverBind) {
		this.serverBind = serverBind;
	}

	@Override
	public int getOrder() {
		return ServerBind.CUSTOMIZER_ORDER;
	}

	@Override
	public void customize(JettyWebServerFactory factory) {
		Transport transport = this.serverBind.transport();
		if (transport == Transport.ASYNC || transport == Transport.NATIVE) {
			throw new UnsupportedTransportException("Jetty", transport, "it has 'selector' only");
		}
		if (this.serverBind.claim()) {
			this.serverBind.serveWith(Transport.SELECTOR);
			factory.addServerCustomizers(this::customize);
		}
	}

	private void customize(Server server) {
		for (Connector connector : server.getConnectors()) {
			if (connector instanceof ServerConnector serverConnector) {
				serverConnector.addEventListener(new Adoption(serverConnector, this.serverBind));
				return;
			}
		}
	}

	private record Adoption(ServerConnector connector, ServerBind serverBind) implements LifeCycle.Listener {

		@Override
		public void lifeCycleStarting(LifeCycle event) {
			try {
				start();
			}
			catch (Exception ex) {
				PortInUseException.throwIfPortBindingException(ex, this.connector::getPort);
				throw new IllegalStateException("Jetty could not take over the held port: " + ex.getMessage(), ex);
			}
		}

		private void start() throws Exception {
			ServerSocketChannel channel = this.serverBind.listen(address(), this.connector.getPort(),
					this.connector.getAcceptQueueSize());
			if (channel == null) {
				return;
			}
			try {
				this.connector.open(channel);
			}
			catch (IOException | RuntimeException ex) {
				ServerBind.closeQuietly(channel, ex);
				throw ex;
			}
		}

		private @Nullable InetAddress address() throws IOException {
			return (this.connector.getHost() != null) ? InetAddress.getByName(this.connector.getHost()) : null;
		}

	}

}
