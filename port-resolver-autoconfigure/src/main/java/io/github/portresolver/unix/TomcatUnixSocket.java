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

import java.nio.channels.ServerSocketChannel;
import java.util.List;

import io.github.portresolver.handoff.AdoptingHttp11NioProtocol;
import org.apache.catalina.connector.Connector;
import org.apache.tomcat.util.net.NioEndpoint;

import org.springframework.boot.tomcat.TomcatConnectorCustomizer;
import org.springframework.boot.tomcat.TomcatWebServerFactory;

/**
 * Has Tomcat serve on the held Unix domain socket: with its main connector, or with an
 * additional one that is set up like the main one, as Spring Boot does not do that.
 */
record TomcatUnixSocket(UnixSocket unixSocket) implements AdoptingHttp11NioProtocol.Source {

	void customize(TomcatWebServerFactory factory) {
		this.unixSocket.checkFile("Tomcat");
		if (this.unixSocket.request().only()) {
			factory.setProtocol(AdoptingHttp11NioProtocol.class.getName());
			factory.addConnectorCustomizers(this::serve);
		}
		else {
			addConnector(factory);
		}
	}

	private void addConnector(TomcatWebServerFactory factory) {
		// Those of the held port must not be among them
		List<TomcatConnectorCustomizer> customizers = List.copyOf(factory.getConnectorCustomizers());
		Connector connector = new Connector(new AdoptingHttp11NioProtocol());
		connector.setThrowOnFailure(true);
		serve(connector);
		factory.addAdditionalConnectors(connector);
		factory
			.addConnectorCustomizers((main) -> new ConnectorSetup(factory, customizers).customizeConnector(connector));
	}

	private void serve(Connector connector) {
		if (connector.getProtocolHandler() instanceof AdoptingHttp11NioProtocol protocol) {
			this.unixSocket.claim();
			protocol.setSource(this);
			// With it, Tomcat treats connections as those of its own socket files
			connector.setProperty("unixDomainSocketPath", this.unixSocket.request().path());
		}
	}

	@Override
	public ServerSocketChannel open(NioEndpoint endpoint) {
		return this.unixSocket.open();
	}

	@Override
	public void close(ServerSocketChannel channel) {
		this.unixSocket.close();
	}

	/**
	 * Sets up a connector as Spring Boot sets up the main one of a factory.
	 */
	private static final class ConnectorSetup extends TomcatWebServerFactory {

		ConnectorSetup(TomcatWebServerFactory factory, List<TomcatConnectorCustomizer> customizers) {
			setServerHeader(factory.getServerHeader());
			setProtocolHandlerCustomizers(factory.getProtocolHandlerCustomizers());
			setUriEncoding(factory.getUriEncoding());
			setHttp2(factory.getHttp2());
			setSsl(factory.getSsl());
			setSslBundles(factory.getSslBundles());
			setCompression(factory.getCompression());
			// It has no port, but is given that of the main one
			addConnectorCustomizers((connector) -> connector.setPort(-1));
			addConnectorCustomizers(customizers.toArray(TomcatConnectorCustomizer[]::new));
		}

		@Override
		protected void customizeConnector(Connector connector) {
			super.customizeConnector(connector);
		}

	}

}
