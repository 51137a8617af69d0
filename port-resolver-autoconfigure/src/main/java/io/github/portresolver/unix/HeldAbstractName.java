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

import java.io.Closeable;
import java.io.IOException;

import io.github.portresolver.PortConflictException.Reason;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Errors.NativeIoException;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * A bound, listening socket with a name in Linux's abstract namespace. The JDK has no way
 * to bind one, so it is a socket of Netty's epoll.
 */
final class HeldAbstractName implements Closeable {

	private final LinuxSocket socket;

	private boolean adopted;

	private HeldAbstractName(LinuxSocket socket) {
		this.socket = socket;
	}

	static @Nullable String reasonUnavailable() {
		return Epoll.isAvailable() ? null
				: "Netty's epoll transport is not available: " + Epoll.unavailabilityCause().getMessage();
	}

	static @Nullable HeldAbstractName bind(UnixSocketRequest request) throws IOException {
		LinuxSocket socket = LinuxSocket.newSocketDomain();
		try {
			socket.bind(new DomainSocketAddress('\0' + request.name()));
			socket.listen(request.backlog());
			return new HeldAbstractName(socket);
		}
		catch (IOException ex) {
			socket.close();
			if (ex instanceof NativeIoException failure && failure.expectedErr() == -Reason.IN_USE.exitCode()) {
				return null;
			}
			throw ex;
		}
	}

	synchronized EpollServerDomainSocketChannel adopt() {
		Assert.state(!this.adopted && this.socket.isOpen(), "The socket was adopted or closed");
		this.adopted = true;
		return new EpollServerDomainSocketChannel(this.socket.intValue(), true);
	}

	@Override
	public synchronized void close() throws IOException {
		// Its number may be another file's once it was closed
		if (!this.adopted && this.socket.isOpen()) {
			this.socket.close();
		}
	}

}
