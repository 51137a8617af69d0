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

import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;

import org.springframework.boot.jetty.JettyWebServerFactory;
import org.springframework.boot.web.server.PortInUseException;

/**
 * Has Jetty's main connector, the first one, adopt the held port. It forgets the channel
 * when it stops, so that a restart binds by itself.
 */
class JettyHandOff implements LifeCycle.Listener {

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
		ServerConnector connector = server.getBean(ServerConnector.class);
		if (connector != null) {
			this.serverBind.claim();
			connector.addEventListener(this);
		}
	}

	@Override
	public void lifeCycleStarting(LifeCycle event) {
		ServerConnector connector = (ServerConnector) event;
		if (connector.isInheritChannel() || connector.isReusePort()) {
			this.serverBind.close();
			return;
		}
		try {
			open(connector);
		}
		catch (IOException ex) {
			PortInUseException.throwIfPortBindingException(ex, connector::getPort);
			throw new IllegalStateException("Jetty cannot use port %d: %s".formatted(connector.getPort(), ex), ex);
		}
	}

	private void open(ServerConnector connector) throws IOException {
		InetAddress address = (connector.getHost() != null) ? InetAddress.getByName(connector.getHost()) : null;
		ServerSocketChannel channel = this.serverBind.listen(address, connector.getPort(),
				connector.getAcceptQueueSize());
		if (channel != null) {
			connector.open(channel);
		}
	}

}
