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

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.jetty.JettyWebServerFactory;

/**
 * Has Jetty serve on the held Unix domain socket, with a connector that is set up like
 * the main one and stands beside it or in its place.
 */
record JettyUnixSocket(UnixSocket unixSocket) {

	void customize(JettyWebServerFactory factory) {
		this.unixSocket.checkFile("Jetty");
		factory.addServerCustomizers(this::customize);
	}

	private void customize(Server server) {
		ServerConnector main = server.getBean(ServerConnector.class);
		if (main != null) {
			server.addConnector(new UnixSocketConnector(this.unixSocket, main));
			if (this.unixSocket.request().only()) {
				server.removeConnector(main);
			}
			limitConnections(server);
			this.unixSocket.claim();
		}
	}

	// A limit knows only the connectors that there were when it was made
	private void limitConnections(Server server) {
		for (NetworkConnectionLimit limit : server.getBeans(NetworkConnectionLimit.class)) {
			server.removeBean(limit);
			server.addBean(new NetworkConnectionLimit(limit.getMaxNetworkConnectionCount(), server.getConnectors()));
		}
	}

	/**
	 * A connector that serves on a Unix domain socket it did not bind. Jetty's own for
	 * such sockets binds by itself, and removes a file that may belong to someone else.
	 */
	private static final class UnixSocketConnector extends ServerConnector {

		private final UnixSocket unixSocket;

		private volatile @Nullable ServerSocketChannel channel;

		UnixSocketConnector(UnixSocket unixSocket, ServerConnector main) {
			super(main.getServer(), main.getExecutor(), main.getScheduler(), main.getByteBufferPool(), 1,
					main.getSelectorManager().getSelectorCount(),
					main.getConnectionFactories().toArray(ConnectionFactory[]::new));
			this.unixSocket = unixSocket;
			setDefaultProtocol(main.getDefaultProtocol());
			setIdleTimeout(main.getIdleTimeout());
			setShutdownIdleTimeout(main.getShutdownIdleTimeout());
		}

		@Override
		public void open() throws IOException {
			ServerSocketChannel opened = this.unixSocket.open();
			opened.configureBlocking(true);
			this.channel = opened;
		}

		@Override
		public boolean isOpen() {
			return this.channel != null;
		}

		@Override
		public void close() {
			if (this.channel != null) {
				this.channel = null;
				this.unixSocket.close();
			}
		}

		@Override
		public void accept(int acceptorId) throws IOException {
			ServerSocketChannel open = this.channel;
			if (open != null) {
				SocketChannel accepted = open.accept();
				accepted.configureBlocking(false);
				getSelectorManager().accept(accepted);
			}
		}

		@Override
		protected SocketChannelEndPoint newEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key) {
			SocketChannelEndPoint endPoint = new UnixSocketEndPoint(channel, selector, key, getScheduler());
			endPoint.setIdleTimeout(getIdleTimeout());
			return endPoint;
		}

		@Override
		public int getLocalPort() {
			return 0;
		}

		@Override
		public String toString() {
			return "UnixSocketConnector[" + this.unixSocket.request().path() + "]";
		}

	}

	// Both ends have the address that Tomcat gives them: others fail on one without port
	private static final class UnixSocketEndPoint extends SocketChannelEndPoint {

		UnixSocketEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key, Scheduler scheduler) {
			super(channel, selector, key, scheduler);
		}

		@Override
		public SocketAddress getLocalSocketAddress() {
			return UnixSocket.PEER;
		}

		@Override
		public SocketAddress getRemoteSocketAddress() {
			return UnixSocket.PEER;
		}

	}

}
