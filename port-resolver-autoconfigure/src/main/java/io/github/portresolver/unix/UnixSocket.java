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
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;

import io.github.portresolver.failure.InvalidPropertyException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * The Unix domain socket of an application, from the moment it is bound until its file is
 * removed. The environment listener creates it, the bean factory destroys it, whichever
 * way a start ends.
 */
public final class UnixSocket implements DisposableBean, SmartLifecycle {

	// The address of a client where a server cannot do without
	static final InetSocketAddress PEER = new InetSocketAddress("127.0.0.1", 0);

	private static final Log logger = LogFactory.getLog(UnixSocket.class);

	private final UnixSocketRequest request;

	private final UnixSocketBinder binder;

	private @Nullable Closeable held;

	private boolean serving;

	private volatile boolean claimed;

	private UnixSocket(UnixSocketRequest request, UnixSocketBinder binder, Closeable held) {
		this.request = request;
		this.binder = binder;
		this.held = held;
	}

	// Waits for the socket if someone has it, and looks up its owner if nothing else
	// helps
	public static UnixSocket bind(UnixSocketRequest request, Duration wait, Duration ownerTimeout, Log log) {
		UnixSocketBinder binder = new UnixSocketBinder(ownerTimeout, log);
		return new UnixSocket(request, binder, binder.bind(request, wait));
	}

	public UnixSocketRequest request() {
		return this.request;
	}

	// Held, while clients wait in its accept queue, then serving, then closed
	public synchronized String state() {
		return (this.held == null) ? "closed" : this.serving ? "serving" : "held";
	}

	void claim() {
		this.claimed = true;
	}

	void checkFile(String server) {
		if (this.request.isAbstract()) {
			throw new InvalidPropertyException("port-resolver.unix-socket.path", this.request.path(),
					this.request.origin(), server + " cannot serve on a name in Linux's abstract namespace",
					"the path of a file, such as ./" + this.request.name(), null);
		}
	}

	// Only close() closes it
	ServerSocketChannel open() {
		return ((HeldSocketFile) take()).channel();
	}

	// A server that starts again gets one that is bound anew
	synchronized Closeable take() {
		Closeable socket = (this.held != null) ? this.held : this.binder.bind(this.request, Duration.ZERO);
		this.held = socket;
		this.serving = true;
		return socket;
	}

	synchronized void close() {
		Closeable socket = this.held;
		try (socket) {
			this.held = null;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	// When all servers have started
	public synchronized void closeUnadopted() {
		if (this.held != null && !this.serving) {
			logger.warn("Unix socket %s was held, but no server used it; removed".formatted(this.request));
			close();
		}
	}

	@Override
	public void destroy() {
		close();
	}

	@Override
	public int getPhase() {
		return WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE - 1;
	}

	// The web server is next, and would serve on a port instead
	@Override
	public void start() {
		if (this.request.only() && !this.claimed) {
			throw new InvalidPropertyException("port-resolver.unix-socket.only", "true", null,
					"the server of this application does not serve on " + this.request.path(), "false", null);
		}
	}

	@Override
	public void stop() {
	}

	@Override
	public boolean isRunning() {
		return false;
	}

}
