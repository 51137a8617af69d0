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

import org.apache.tomcat.util.compat.JrePlatform;
import org.apache.tomcat.util.net.NioEndpoint;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint that serves on a channel it did not bind. {@link NioEndpoint} keeps its
 * channel private; these four methods are all that use it.
 */
class HeldPortNioEndpoint extends NioEndpoint {

	/**
	 * How long after a connection was accepted another one from the same remote address
	 * can only be the kernel's error that {@link NioEndpoint} guards against.
	 */
	private static final long DUPLICATE_ACCEPT_NANOS = 1000;

	private @Nullable ServerBind serverBind;

	private volatile @Nullable ServerSocketChannel adopted;

	private @Nullable SocketAddress previousRemoteAddress;

	private long previousNanoTime;

	void setServerBind(ServerBind serverBind) {
		this.serverBind = serverBind;
	}

	@Override
	protected void initServerSocket() throws Exception {
		ServerBind bind = this.serverBind;
		if (bind == null || getUseInheritedChannel() || getUnixDomainSocketPath() != null) {
			super.initServerSocket();
			return;
		}
		ServerSocketChannel channel = bind.listen(getAddress(), getPortWithOffset(), getAcceptCount());
		if (channel == null) {
			super.initServerSocket();
			return;
		}
		try {
			getSocketProperties().setProperties(channel.socket());
			channel.configureBlocking(true);
		}
		catch (IOException ex) {
			ServerBind.closeQuietly(channel, ex);
			throw ex;
		}
		this.adopted = channel;
	}

	@Override
	protected NetworkChannel getServerSocket() {
		ServerSocketChannel channel = this.adopted;
		return (channel != null) ? channel : super.getServerSocket();
	}

	@Override
	protected SocketChannel serverSocketAccept() throws Exception {
		ServerSocketChannel channel = this.adopted;
		return (channel != null) ? accept(channel) : super.serverSocketAccept();
	}

	private SocketChannel accept(ServerSocketChannel channel) throws IOException {
		SocketChannel accepted = channel.accept();
		if (!JrePlatform.IS_WINDOWS) {
			SocketAddress remoteAddress = accepted.getRemoteAddress();
			long nanoTime = System.nanoTime();
			if (remoteAddress.equals(this.previousRemoteAddress)
					&& nanoTime - this.previousNanoTime < DUPLICATE_ACCEPT_NANOS) {
				throw new IOException("The same connection was accepted twice");
			}
			this.previousRemoteAddress = remoteAddress;
			this.previousNanoTime = nanoTime;
		}
		return accepted;
	}

	@Override
	protected void doCloseServerSocket() throws IOException {
		ServerSocketChannel channel = this.adopted;
		if (channel == null) {
			super.doCloseServerSocket();
			return;
		}
		this.adopted = null;
		channel.close();
	}

}
