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

import org.apache.catalina.Lifecycle;
import org.apache.catalina.LifecycleEvent;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.AbstractProtocol;
import org.apache.coyote.ProtocolHandler;
import org.apache.coyote.http11.Http11Nio2Protocol;

import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;

/**
 * Has Tomcat's main connector adopt the held port. Only the default protocol can; others
 * bind over the guard, or right after the held socket was let go.
 */
class TomcatHandOff implements WebServerFactoryCustomizer<TomcatWebServerFactory>, Ordered {

	private final ServerBind serverBind;

	TomcatHandOff(ServerBind serverBind) {
		this.serverBind = serverBind;
	}

	@Override
	public int getOrder() {
		return ServerBind.CUSTOMIZER_ORDER;
	}

	@Override
	public void customize(TomcatWebServerFactory factory) {
		Transport transport = this.serverBind.transport();
		if (transport == Transport.NATIVE) {
			throw new UnsupportedTransportException("Tomcat", transport, "it has 'selector' and 'async'");
		}
		if (!this.serverBind.claim()) {
			return;
		}
		if (TomcatWebServerFactory.DEFAULT_PROTOCOL.equals(factory.getProtocol())) {
			factory.setProtocol(((transport != Transport.ASYNC) ? HeldPortHttp11NioProtocol.class
					: HeldPortHttp11Nio2Protocol.class)
				.getName());
		}
		factory.addConnectorCustomizers(this::customize);
	}

	private void customize(Connector connector) {
		ProtocolHandler protocol = connector.getProtocolHandler();
		this.serverBind.serveWith((protocol instanceof Http11Nio2Protocol) ? Transport.ASYNC : Transport.SELECTOR);
		if (protocol instanceof HeldPortHttp11NioProtocol adopting) {
			adopting.setServerBind(this.serverBind);
		}
		else if (protocol instanceof HeldPortHttp11Nio2Protocol guarded) {
			guarded.setServerBind(this.serverBind);
		}
		else if (protocol instanceof AbstractProtocol<?> other) {
			connector.addLifecycleListener((event) -> bindByItself(event, other));
		}
	}

	private void bindByItself(LifecycleEvent event, AbstractProtocol<?> protocol) {
		if (Lifecycle.BEFORE_START_EVENT.equals(event.getType())) {
			this.serverBind.open(protocol.getAddress(), protocol.getPortWithOffset());
		}
		else if (Lifecycle.AFTER_START_EVENT.equals(event.getType())) {
			this.serverBind.close();
		}
	}

}
