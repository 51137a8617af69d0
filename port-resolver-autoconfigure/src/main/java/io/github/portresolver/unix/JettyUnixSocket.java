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

import java.util.Collection;
import java.util.stream.Stream;

import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

import org.springframework.boot.jetty.JettyWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;

/**
 * Has Jetty serve on the held Unix domain socket, with a connector that is set up like
 * the main one and stands beside it or in its place.
 */
class JettyUnixSocket implements WebServerFactoryCustomizer<JettyWebServerFactory>, Ordered {

	private final UnixSocket unixSocket;

	JettyUnixSocket(UnixSocket unixSocket) {
		this.unixSocket = unixSocket;
	}

	@Override
	public int getOrder() {
		return UnixSocket.CUSTOMIZER_ORDER;
	}

	@Override
	public void customize(JettyWebServerFactory factory) {
		if (this.unixSocket.request().isAbstract()) {
			throw new AbstractNameException("Jetty", this.unixSocket.request());
		}
		factory.addServerCustomizers(this::customize);
	}

	private void customize(Server server) {
		for (Connector connector : server.getConnectors()) {
			if (connector instanceof ServerConnector main) {
				Collection<ConnectionFactory> factories = main.getConnectionFactories();
				Connector additional = new UnixSocketConnector(this.unixSocket, main,
						factories.toArray(new ConnectionFactory[0]));
				boolean only = this.unixSocket.request().only();
				server.setConnectors(
						Stream
							.concat(Stream.of(server.getConnectors()).filter((other) -> !only || other != main),
									Stream.of(additional))
							.toArray(Connector[]::new));
				return;
			}
		}
	}

}
