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

package io.github.portresolver.sample;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Binds one port again and again, and keeps it if that succeeds.
 */
final class PortSpinner implements AutoCloseable {

	private final int port;

	private final boolean reuseAddress;

	private final AtomicInteger attempts = new AtomicInteger();

	private volatile boolean taken;

	private volatile boolean closed;

	private final Thread thread = new Thread(this::spin, "spinner");

	PortSpinner(int port, boolean reuseAddress) {
		this.port = port;
		this.reuseAddress = reuseAddress;
		this.thread.start();
	}

	private void spin() {
		while (!this.closed) {
			this.attempts.incrementAndGet();
			try (ServerSocket socket = new ServerSocket()) {
				socket.setReuseAddress(this.reuseAddress);
				socket.bind(new InetSocketAddress(this.port));
				this.taken = true;
				while (!this.closed) {
					Thread.onSpinWait();
				}
			}
			catch (IOException ex) {
				// The sample has it
			}
		}
	}

	boolean hasTaken() {
		return this.taken;
	}

	int attempts() {
		return this.attempts.get();
	}

	@Override
	public void close() {
		this.closed = true;
		try {
			this.thread.join(30_000);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
