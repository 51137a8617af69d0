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

package io.github.portresolver.resolve;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.github.portresolver.testsupport.Await;
import io.github.portresolver.testsupport.Ports;

/**
 * Leaves a port as a server leaves it that closed a connection before its client did, on
 * Linux.
 */
final class TimeWait {

	private TimeWait() {
	}

	static int onFreePort() throws Exception {
		int port = Ports.free();
		try (ServerSocketChannel server = Ports.listen(port); Socket client = new Socket()) {
			client.connect(new InetSocketAddress("127.0.0.1", port), 10_000);
			client.setSoTimeout(10_000);
			try (SocketChannel accepted = server.accept()) {
				accepted.shutdownOutput();
			}
			client.getInputStream().read();
		}
		Await.until(() -> isInTimeWait(port));
		return port;
	}

	// 06 is the state
	private static boolean isInTimeWait(int port) throws IOException {
		String row = "\\s*\\d+: \\w+:%04X \\S+ 06 .*".formatted(port);
		for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
			if (Files.readAllLines(Path.of(table)).stream().anyMatch((line) -> line.matches(row))) {
				return true;
			}
		}
		return false;
	}

}
