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
import java.nio.channels.ServerSocketChannel;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Tells why a bind failed. The JDK's message is {@code strerror(3)}, which glibc
 * localizes: it is believed where it is the known English text, else the sockets are
 * asked.
 */
final class BindFailure {

	private BindFailure() {
	}

	static BindOutcome of(Exception failure, InetSocketAddress address) {
		String text = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
		if (text.contains("address already in use")) {
			return new BindOutcome.InUse();
		}
		if (text.contains("permission denied")) {
			return new BindOutcome.Denied(address.getPort());
		}
		return ask(failure, address);
	}

	private static BindOutcome ask(Exception failure, InetSocketAddress address) {
		if (!canBind(address, 0)) {
			return new BindOutcome.Unavailable(failure);
		}
		BindOutcome.Denied denied = new BindOutcome.Denied(address.getPort());
		return (denied.isPrivileged() && !canBindPrivileged(address)) ? denied : new BindOutcome.InUse();
	}

	private static boolean canBindPrivileged(InetSocketAddress address) {
		return IntStream.rangeClosed(1, 64).map((offset) -> 1024 - offset).anyMatch((port) -> canBind(address, port));
	}

	private static boolean canBind(InetSocketAddress address, int port) {
		try (ServerSocketChannel channel = ServerSocketChannel.open()) {
			channel.bind(new InetSocketAddress(address.getAddress(), port));
			return true;
		}
		catch (IOException | RuntimeException ex) {
			return false;
		}
	}

}
