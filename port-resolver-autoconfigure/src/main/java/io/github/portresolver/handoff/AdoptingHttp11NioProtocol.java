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
import java.net.SocketAddress;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.compat.JrePlatform;
import org.apache.tomcat.util.net.NioEndpoint;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's default protocol with an endpoint that serves on a channel it did not bind,
 * for a port or a Unix domain socket. Tomcat creates it by its class name.
 */
public class AdoptingHttp11NioProtocol extends Http11NioProtocol {

	public AdoptingHttp11NioProtocol() {
		super(new Endpoint());
	}

	// Without a source the protocol is Tomcat's
	public void setSource(Source source) {
		((Endpoint) getEndpoint()).source = source;
	}

	/**
	 * Where an endpoint gets its channel from.
	 */
	@FunctionalInterface
	public interface Source {

		// Bound and listening, or null to have the endpoint bind by itself; it throws if
		// the
		// endpoint is not to bind
		@Nullable ServerSocketChannel open(NioEndpoint endpoint) throws Exception;

		default void close(ServerSocketChannel channel) throws IOException {
			channel.close();
		}

	}

	/**
	 * {@link NioEndpoint} keeps its channel private; these four methods are all that use
	 * it.
	 */
	private static final class Endpoint extends NioEndpoint {

		// How long after a connection was accepted another one from the same remote
		// address can only be the kernel's error that NioEndpoint guards against
		private static final long DUPLICATE_ACCEPT_NANOS = 1000;

		private Source source = (endpoint) -> null;

		private volatile @Nullable ServerSocketChannel adopted;

		private @Nullable SocketAddress previousRemoteAddress;

		private long previousNanoTime;

		@Override
		protected void initServerSocket() throws Exception {
			ServerSocketChannel channel = this.source.open(this);
			this.adopted = channel;
			if (channel == null) {
				super.initServerSocket();
				return;
			}
			if (getUnixDomainSocketPath() == null) {
				getSocketProperties().setProperties(channel.socket());
			}
			channel.configureBlocking(true);
		}

		@Override
		protected @Nullable NetworkChannel getServerSocket() {
			return (this.adopted != null) ? this.adopted : super.getServerSocket();
		}

		@Override
		protected SocketChannel serverSocketAccept() throws Exception {
			ServerSocketChannel channel = this.adopted;
			if (channel == null) {
				return super.serverSocketAccept();
			}
			SocketChannel accepted = channel.accept();
			if (getUnixDomainSocketPath() == null && !JrePlatform.IS_WINDOWS) {
				checkDuplicate(accepted.getRemoteAddress(), System.nanoTime());
			}
			return accepted;
		}

		private void checkDuplicate(SocketAddress remoteAddress, long nanoTime) throws IOException {
			if (remoteAddress.equals(this.previousRemoteAddress)
					&& nanoTime - this.previousNanoTime < DUPLICATE_ACCEPT_NANOS) {
				throw new IOException("The same connection was accepted twice");
			}
			this.previousRemoteAddress = remoteAddress;
			this.previousNanoTime = nanoTime;
		}

		// Closed twice, it must not remove the file that someone else has put there since
		@Override
		protected void doCloseServerSocket() throws IOException {
			ServerSocketChannel channel = this.adopted;
			if (channel == null) {
				super.doCloseServerSocket();
			}
			else if (channel.isOpen()) {
				this.source.close(channel);
			}
		}

	}

}
