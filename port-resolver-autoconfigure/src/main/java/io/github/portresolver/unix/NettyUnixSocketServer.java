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

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * The second server of an application on Reactor Netty, for the Unix domain socket. It
 * starts after the one that Spring Boot knows, and drains at the same time.
 */
class NettyUnixSocketServer implements SmartLifecycle {

	private final Duration drain;

	private volatile @Nullable HttpServer prepared;

	private volatile @Nullable DisposableServer running;

	// Drain is the longest time to wait for active requests when it stops
	NettyUnixSocketServer(Duration drain) {
		this.drain = drain;
	}

	void prepare(HttpServer server) {
		this.prepared = server;
	}

	@Override
	public void start() {
		HttpServer server = this.prepared;
		if (server != null && this.running == null) {
			this.running = server.bindNow();
		}
	}

	@Override
	public void stop() {
		DisposableServer server = this.running;
		this.running = null;
		if (server == null) {
			return;
		}
		try {
			server.disposeNow(this.drain);
		}
		catch (IllegalStateException ex) {
			// Requests are still active: as when the time for a graceful shutdown is over
		}
	}

	@Override
	public void stop(Runnable callback) {
		Thread thread = new Thread(() -> {
			stop();
			callback.run();
		}, "unix-socket-shutdown");
		thread.start();
	}

	@Override
	public boolean isRunning() {
		return this.running != null;
	}

	@Override
	public int getPhase() {
		return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE;
	}

}
