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
import java.io.UncheckedIOException;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.Locale;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.core.Ordered;

/**
 * The Unix domain socket of an application, from the moment it is bound until its file is
 * removed. The environment listener creates it, the bean factory destroys it, whichever
 * way a start ends.
 *
 * @since 0.1.0
 */
public final class UnixSocket implements DisposableBean {

	/**
	 * The name under which it is registered as a singleton.
	 */
	public static final String BEAN_NAME = "io.github.portresolver.unixSocket";

	/**
	 * The order of the customizers that have a server take it: after everyone's but those
	 * that hand over held ports.
	 */
	static final int CUSTOMIZER_ORDER = Ordered.LOWEST_PRECEDENCE - 2;

	private static final Log logger = LogFactory.getLog(UnixSocket.class);

	private final UnixSocketRequest request;

	private @Nullable HeldUnixSocket held;

	private State state = State.HELD;

	/**
	 * Create an instance.
	 * @param request what was asked for
	 * @param held the bound socket
	 */
	public UnixSocket(UnixSocketRequest request, HeldUnixSocket held) {
		this.request = request;
		this.held = held;
	}

	/**
	 * Return what was asked for.
	 * @return the request
	 */
	public UnixSocketRequest request() {
		return this.request;
	}

	/**
	 * Return what the socket is in.
	 * @return the state
	 */
	public synchronized State state() {
		return this.state;
	}

	/**
	 * Take the socket of a file for a server that serves on it from now on. A server that
	 * starts again gets one that is bound anew.
	 * @return the channel, bound, listening and blocking; {@link #close()} is what closes
	 * it
	 * @throws IOException if it cannot be bound anew
	 */
	ServerSocketChannel open() throws IOException {
		return ((HeldSocketFile) take()).channel();
	}

	/**
	 * Take the socket, as {@link #open()} does, whatever its name is.
	 * @return the held socket
	 * @throws IOException if it cannot be bound anew
	 */
	synchronized HeldUnixSocket take() throws IOException {
		HeldUnixSocket socket = this.held;
		if (socket == null) {
			socket = bindAgain();
			this.held = socket;
		}
		this.state = State.SERVING;
		return socket;
	}

	private HeldUnixSocket bindAgain() throws IOException {
		UnixBindOutcome outcome = UnixSocketBinder.ofSystem(Duration.ZERO).bind(this.request);
		if (outcome instanceof UnixBindOutcome.Bound bound) {
			return bound.socket();
		}
		throw new IOException("Unix socket " + this.request.path() + " cannot be bound again: " + outcome);
	}

	/**
	 * Remove the file and close the socket. Closing again has no effect.
	 */
	synchronized void close() {
		HeldUnixSocket socket = this.held;
		this.held = null;
		this.state = State.CLOSED;
		if (socket != null) {
			try {
				socket.close();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
	}

	/**
	 * Let go of the socket if no server took it, when all servers have started.
	 */
	public synchronized void closeUnadopted() {
		if (this.state == State.HELD) {
			logger.warn("Unix socket %s was held, but no server took it: it is gone again".formatted(this.request));
			close();
		}
	}

	@Override
	public void destroy() {
		close();
	}

	/**
	 * What the socket is in.
	 */
	public enum State {

		/**
		 * It is bound, and clients wait in its accept queue.
		 */
		HELD,

		/**
		 * A server serves on it.
		 */
		SERVING,

		/**
		 * It is closed, and its file is gone.
		 */
		CLOSED;

		/**
		 * Return the state in lower case.
		 * @return for example {@code serving}
		 */
		@Override
		public String toString() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
