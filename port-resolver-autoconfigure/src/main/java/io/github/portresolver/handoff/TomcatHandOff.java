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

import java.net.BindException;
import java.nio.channels.ServerSocketChannel;

import org.apache.catalina.Lifecycle;
import org.apache.catalina.LifecycleEvent;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.AbstractProtocol;
import org.apache.coyote.ProtocolHandler;
import org.apache.coyote.http11.Http11Nio2Protocol;
import org.apache.tomcat.util.net.Nio2Endpoint;
import org.apache.tomcat.util.net.NioEndpoint;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.tomcat.TomcatWebServerFactory;

/**
 * Has Tomcat's main connector adopt the held port. Only the default protocol can; others
 * bind over the guard, or right after the held socket was released.
 */
record TomcatHandOff(ServerBind serverBind) {

	void customize(TomcatWebServerFactory factory) {
		Transport transport = this.serverBind.checkTransport("Tomcat", Transport.SELECTOR, Transport.ASYNC);
		if (!this.serverBind.hook()) {
			return;
		}
		if (TomcatWebServerFactory.DEFAULT_PROTOCOL.equals(factory.getProtocol())) {
			factory.setProtocol(
					((transport != Transport.ASYNC) ? AdoptingHttp11NioProtocol.class : GuardedHttp11Nio2Protocol.class)
						.getName());
		}
		factory.addConnectorCustomizers(this::customize);
	}

	private void customize(Connector connector) {
		ProtocolHandler protocol = connector.getProtocolHandler();
		this.serverBind.claim();
		this.serverBind.serveWith((protocol instanceof Http11Nio2Protocol) ? Transport.ASYNC : Transport.SELECTOR);
		if (protocol instanceof AdoptingHttp11NioProtocol adopting) {
			adopting.setSource(this::listen);
		}
		else if (protocol instanceof GuardedHttp11Nio2Protocol guarded) {
			guarded.setServerBind(this.serverBind);
		}
		else if (protocol instanceof AbstractProtocol<?> other) {
			connector.addLifecycleListener((event) -> beforeStart(event, other));
		}
	}

	private @Nullable ServerSocketChannel listen(NioEndpoint endpoint) throws Exception {
		if (endpoint.getUseInheritedChannel() || endpoint.getUnixDomainSocketPath() != null) {
			this.serverBind.close();
			return null;
		}
		return this.serverBind.listen(endpoint.getAddress(), endpoint.getPortWithOffset(), endpoint.getAcceptCount());
	}

	private void beforeStart(LifecycleEvent event, AbstractProtocol<?> protocol) {
		if (Lifecycle.BEFORE_START_EVENT.equals(event.getType())) {
			this.serverBind.open(protocol.getAddress(), protocol.getPortWithOffset());
		}
	}

	/**
	 * Tomcat's protocol on asynchronous channels with an endpoint that binds over a
	 * guard. Tomcat creates it by its class name.
	 */
	public static class GuardedHttp11Nio2Protocol extends Http11Nio2Protocol {

		public GuardedHttp11Nio2Protocol() {
			super(new Endpoint());
		}

		void setServerBind(ServerBind serverBind) {
			((Endpoint) getEndpoint()).serverBind = serverBind;
		}

		private static final class Endpoint extends Nio2Endpoint {

			private @Nullable ServerBind serverBind;

			@Override
			public void bind() throws Exception {
				ServerBind serverBind = this.serverBind;
				if (serverBind != null && serverBind.open(getAddress(), getPortWithOffset())) {
					bindOverGuard(serverBind);
				}
				else {
					super.bind();
				}
			}

			private void bindOverGuard(ServerBind serverBind) throws Exception {
				try {
					super.bind();
				}
				catch (BindException ex) {
					throw serverBind.failure(ex, getAddress(), getPortWithOffset());
				}
				finally {
					serverBind.close();
				}
			}

		}

	}

}
