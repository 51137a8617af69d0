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
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * Listening sockets of this process, which is a foreign one to the sample.
 */
final class ForeignServers implements AutoCloseable {

	private final List<ServerSocket> sockets = new ArrayList<>();

	private int first;

	private ForeignServers() {
	}

	/**
	 * Take a run of neighbouring ports, so that at least the port above them is free.
	 * @param count how many
	 * @return the servers
	 */
	static ForeignServers takeRun(int count) throws IOException {
		for (int attempt = 0; attempt < 100; attempt++) {
			ForeignServers servers = new ForeignServers();
			if (servers.tryTake(count)) {
				return servers;
			}
			servers.close();
		}
		throw new IllegalStateException("There is no run of " + count + " free ports");
	}

	private boolean tryTake(int count) throws IOException {
		try (ServerSocket probe = new ServerSocket(0)) {
			this.first = probe.getLocalPort();
		}
		try {
			for (int port = this.first; port < this.first + count; port++) {
				this.sockets.add(new ServerSocket(port));
			}
			new ServerSocket(this.first + count).close();
			return true;
		}
		catch (IOException | IllegalArgumentException ex) {
			return false;
		}
	}

	int first() {
		return this.first;
	}

	void release() throws IOException {
		for (ServerSocket socket : this.sockets) {
			socket.close();
		}
	}

	@Override
	public void close() throws IOException {
		release();
	}

}
