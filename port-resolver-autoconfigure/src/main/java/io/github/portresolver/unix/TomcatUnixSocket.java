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
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.portresolver.handoff.AdoptingHttp11NioProtocol;
import org.apache.catalina.connector.Connector;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.coyote.ProtocolHandler;
import org.apache.coyote.http2.Http2Protocol;
import org.apache.tomcat.util.net.NioEndpoint;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.tomcat.CompressionConnectorCustomizer;
import org.springframework.boot.tomcat.SslConnectorCustomizer;
import org.springframework.boot.tomcat.TomcatConnectorCustomizer;
import org.springframework.boot.tomcat.TomcatProtocolHandlerCustomizer;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.util.LambdaSafe;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServerSslBundle;
import org.springframework.util.StringUtils;

/**
 * Has Tomcat serve on the held Unix domain socket: with its main connector, or with an
 * additional one that is set up like the main one, as Spring Boot does not do that.
 */
class TomcatUnixSocket implements AdoptingHttp11NioProtocol.Source {

	private static final Log logger = LogFactory.getLog(TomcatUnixSocket.class);

	private final UnixSocket unixSocket;

	TomcatUnixSocket(UnixSocket unixSocket) {
		this.unixSocket = unixSocket;
	}

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
		factory.addConnectorCustomizers((main) -> setUpLikeMain(connector, factory, customizers));
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

	private void setUpLikeMain(Connector connector, TomcatWebServerFactory factory,
			List<TomcatConnectorCustomizer> customizers) {
		if (StringUtils.hasText(factory.getServerHeader())) {
			connector.setProperty("server", factory.getServerHeader());
		}
		customizeProtocol(connector.getProtocolHandler(), factory);
		connector.setURIEncoding(factory.getUriEncoding().name());
		if (factory.getHttp2() != null && factory.getHttp2().isEnabled()) {
			connector.addUpgradeProtocol(new Http2Protocol());
		}
		Ssl ssl = factory.getSsl();
		if (ssl != null && Ssl.isEnabled(ssl)) {
			customizeSsl(connector, ssl, factory.getSslBundles());
		}
		new CompressionConnectorCustomizer(factory.getCompression()).customize(connector);
		customizers.forEach((customizer) -> customizer.customize(connector));
	}

	@SuppressWarnings("unchecked")
	private void customizeProtocol(ProtocolHandler protocol, TomcatWebServerFactory factory) {
		LambdaSafe.callbacks(TomcatProtocolHandlerCustomizer.class, factory.getProtocolHandlerCustomizers(), protocol)
			.invoke((customizer) -> customizer.customize(protocol));
	}

	private void customizeSsl(Connector connector, Ssl ssl, @Nullable SslBundles bundles) {
		SslConnectorCustomizer customizer = new SslConnectorCustomizer(logger, connector, ssl.getClientAuth());
		Map<String, SslBundle> serverNames = new HashMap<>();
		if (bundles != null) {
			ssl.getServerNameBundles()
				.forEach((name) -> serverNames.put(name.serverName(), bundles.getBundle(name.bundle())));
			followUpdates(customizer, ssl, bundles);
		}
		customizer.customize(WebServerSslBundle.get(ssl, bundles), serverNames);
	}

	private void followUpdates(SslConnectorCustomizer customizer, Ssl ssl, SslBundles bundles) {
		if (StringUtils.hasText(ssl.getBundle())) {
			bundles.addBundleUpdateHandler(ssl.getBundle(), (bundle) -> customizer.update(null, bundle));
		}
		ssl.getServerNameBundles()
			.forEach((name) -> bundles.addBundleUpdateHandler(name.bundle(),
					(bundle) -> customizer.update(name.serverName(), bundle)));
	}

}
