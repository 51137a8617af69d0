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

package io.github.portresolver.boot;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Random;

/**
 * Ports for tests, below the range that operating systems draw from: no one else on a
 * busy machine is given one by chance.
 */
final class Ports {

	private static final Random RANDOM = new Random();

	private Ports() {
	}

	/**
	 * Return a port that is free, and so is the next one.
	 * @return the port
	 */
	static int free() {
		for (int i = 0; i < 1000; i++) {
			int port = 20000 + RANDOM.nextInt(10000);
			if (isFree(port) && isFree(port + 1)) {
				return port;
			}
		}
		throw new IllegalStateException("No free port");
	}

	static boolean isFree(int port) {
		try (ServerSocket socket = new ServerSocket(port)) {
			return socket.isBound();
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Listen on a port.
	 * @return the socket, which the caller closes
	 * @throws IOException if there is no port
	 */
	static ServerSocket taken() throws IOException {
		return new ServerSocket(free());
	}

	static ServerSocket taken(String address) throws IOException {
		ServerSocket socket = new ServerSocket();
		socket.bind(new InetSocketAddress(address, free()));
		return socket;
	}

}
