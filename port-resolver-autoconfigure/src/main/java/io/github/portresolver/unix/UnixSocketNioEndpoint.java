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
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

import org.apache.tomcat.util.net.NioEndpoint;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint that serves on a Unix domain socket it did not bind. With its path set,
 * {@link NioEndpoint} treats connections as it treats those of its own socket files.
 */
class UnixSocketNioEndpoint extends NioEndpoint {

	private @Nullable UnixSocket unixSocket;

	private volatile @Nullable ServerSocketChannel channel;

	void setUnixSocket(UnixSocket unixSocket) {
		this.unixSocket = unixSocket;
		setUnixDomainSocketPath(unixSocket.request().path());
	}

	@Override
	protected void initServerSocket() throws Exception {
		UnixSocket socket = this.unixSocket;
		if (socket == null) {
			super.initServerSocket();
			return;
		}
		ServerSocketChannel opened = socket.open();
		opened.configureBlocking(true);
		this.channel = opened;
	}

	@Override
	protected @Nullable NetworkChannel getServerSocket() {
		return (this.unixSocket != null) ? this.channel : super.getServerSocket();
	}

	@Override
	protected SocketChannel serverSocketAccept() throws Exception {
		if (this.unixSocket == null) {
			return super.serverSocketAccept();
		}
		ServerSocketChannel open = this.channel;
		if (open == null) {
			throw new IOException("The socket is closed");
		}
		return open.accept();
	}

	@Override
	protected void doCloseServerSocket() throws IOException {
		UnixSocket socket = this.unixSocket;
		if (socket == null) {
			super.doCloseServerSocket();
		}
		else if (this.channel != null) {
			this.channel = null;
			socket.close();
		}
	}

}
