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
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * A connector that serves on a Unix domain socket it did not bind. Jetty's own for such
 * sockets binds by itself, and removes a file that may belong to someone else.
 */
class UnixSocketConnector extends AbstractConnector {

	private final UnixSocket unixSocket;

	private final SelectorManager selectors;

	private volatile @Nullable ServerSocketChannel channel;

	/**
	 * Create a connector that is set up like another one.
	 * @param unixSocket what to serve on
	 * @param main the other one
	 * @param factories its connection factories
	 */
	UnixSocketConnector(UnixSocket unixSocket, ServerConnector main, ConnectionFactory... factories) {
		super(main.getServer(), main.getExecutor(), main.getScheduler(), main.getByteBufferPool(), 1, factories);
		this.unixSocket = unixSocket;
		this.selectors = new Selectors(getExecutor(), getScheduler(), main.getSelectorManager().getSelectorCount());
		installBean(this.selectors, true);
		setDefaultProtocol(main.getDefaultProtocol());
		setIdleTimeout(main.getIdleTimeout());
		setShutdownIdleTimeout(main.getShutdownIdleTimeout());
	}

	@Override
	protected void doStart() throws Exception {
		ServerSocketChannel opened = this.unixSocket.open();
		opened.configureBlocking(true);
		this.channel = opened;
		try {
			super.doStart();
		}
		catch (Exception ex) {
			close();
			throw ex;
		}
	}

	@Override
	protected void doStop() throws Exception {
		close();
		super.doStop();
	}

	@Override
	public CompletableFuture<Void> shutdown() {
		close();
		return super.shutdown();
	}

	private void close() {
		if (this.channel != null) {
			this.channel = null;
			this.unixSocket.close();
		}
	}

	@Override
	protected void accept(int acceptorId) throws IOException {
		ServerSocketChannel open = this.channel;
		if (open != null) {
			SocketChannel accepted = open.accept();
			accepted.configureBlocking(false);
			this.selectors.accept(accepted);
		}
	}

	@Override
	protected boolean handleAcceptFailure(Throwable ex) {
		return this.channel != null && super.handleAcceptFailure(ex);
	}

	@Override
	public @Nullable Object getTransport() {
		return this.channel;
	}

	@Override
	public String toString() {
		return "UnixSocketConnector[" + this.unixSocket.request().path() + "]";
	}

	private final class Selectors extends SelectorManager {

		Selectors(Executor executor, Scheduler scheduler, int selectors) {
			super(executor, scheduler, selectors);
		}

		@Override
		protected EndPoint newEndPoint(SelectableChannel channel, ManagedSelector selector, SelectionKey key) {
			SocketChannelEndPoint endPoint = new SocketChannelEndPoint((SocketChannel) channel, selector, key,
					getScheduler());
			endPoint.setIdleTimeout(getIdleTimeout());
			return endPoint;
		}

		@Override
		public Connection newConnection(SelectableChannel channel, EndPoint endPoint, Object attachment) {
			Connector connector = UnixSocketConnector.this;
			return getDefaultConnectionFactory().newConnection(connector, endPoint);
		}

		@Override
		protected void endPointOpened(EndPoint endPoint) {
			super.endPointOpened(endPoint);
			onEndPointOpened(endPoint);
		}

		@Override
		protected void endPointClosed(EndPoint endPoint) {
			onEndPointClosed(endPoint);
			super.endPointClosed(endPoint);
		}

	}

}
