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

import java.util.ArrayList;
import java.util.List;

import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

import org.springframework.boot.jetty.JettyWebServerFactory;

/**
 * Has Jetty serve on the held Unix domain socket, with a connector that is set up like
 * the main one and stands beside it or in its place.
 */
class JettyUnixSocket {

	private final UnixSocket unixSocket;

	JettyUnixSocket(UnixSocket unixSocket) {
		this.unixSocket = unixSocket;
	}

	void customize(JettyWebServerFactory factory) {
		this.unixSocket.checkFile("Jetty");
		factory.addServerCustomizers(this::customize);
	}

	private void customize(Server server) {
		List<Connector> connectors = new ArrayList<>(List.of(server.getConnectors()));
		for (Connector connector : server.getConnectors()) {
			if (connector instanceof ServerConnector main) {
				connectors.add(new UnixSocketConnector(this.unixSocket, main));
				if (this.unixSocket.request().only()) {
					connectors.remove(main);
				}
				server.setConnectors(connectors.toArray(Connector[]::new));
				limitConnections(server);
				this.unixSocket.claim();
				return;
			}
		}
	}

	// A limit knows only the connectors that there were when it was made
	private void limitConnections(Server server) {
		for (NetworkConnectionLimit limit : server.getBeans(NetworkConnectionLimit.class)) {
			server.removeBean(limit);
			server.addBean(new NetworkConnectionLimit(limit.getMaxNetworkConnectionCount(), server.getConnectors()));
		}
	}

}
