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
import java.util.stream.Stream;

import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.jetty.JettyWebServerFactory;
import org.springframework.boot.web.server.PortInUseException;

/**
 * Has Jetty's main connector, the first one, adopt the held port. It forgets the channel
 * when it stops, so that a restart binds by itself.
 */
class JettyHandOff {

	private final ServerBind serverBind;

	JettyHandOff(ServerBind serverBind) {
		this.serverBind = serverBind;
	}

	void customize(JettyWebServerFactory factory) {
		this.serverBind.checkTransport("Jetty", Transport.SELECTOR);
		if (this.serverBind.hook()) {
			this.serverBind.serveWith(Transport.SELECTOR);
			factory.addServerCustomizers(this::customize);
		}
	}

	private void customize(Server server) {
		Stream.of(server.getConnectors())
			.filter(ServerConnector.class::isInstance)
			.map(ServerConnector.class::cast)
			.findFirst()
			.ifPresent((connector) -> {
				this.serverBind.claim();
				connector.addEventListener(new Adoption(connector, this.serverBind));
			});
	}

	private record Adoption(ServerConnector connector, ServerBind serverBind) implements LifeCycle.Listener {

		@Override
		public void lifeCycleStarting(LifeCycle event) {
			if (this.connector.isInheritChannel() || this.connector.isReusePort()) {
				this.serverBind.close();
				return;
			}
			try {
				ServerSocketChannel channel = this.serverBind.listen(address(), this.connector.getPort(),
						this.connector.getAcceptQueueSize());
				if (channel != null) {
					this.connector.open(channel);
				}
			}
			catch (IOException ex) {
				PortInUseException.throwIfPortBindingException(ex, this.connector::getPort);
				throw new IllegalStateException("Jetty cannot use port %d: %s".formatted(this.connector.getPort(), ex),
						ex);
			}
		}

		private @Nullable InetAddress address() throws IOException {
			return (this.connector.getHost() != null) ? InetAddress.getByName(this.connector.getHost()) : null;
		}

	}

}
