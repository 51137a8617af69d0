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
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.Locale;
import java.util.stream.Stream;

import io.github.portresolver.owner.ListenTable;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether someone listens on a loopback address of a port while every address
 * could still be bound. Connections to {@code localhost} would reach that process.
 */
enum ShadowCheck {

	// The kernel refuses to bind every address beside any listener: Linux with IPv6, and
	// Windows, where Java binds exclusively
	BY_KERNEL,

	// Linux where the JVM has no IPv6: it can neither bind nor connect ::1, so the
	// kernel's table decides
	BY_TABLE,

	// The loopback addresses are bound for an instant: macOS and the BSDs, where a bind
	// with SO_REUSEADDR succeeds beside a listener on another address
	BY_BINDING;

	// Find a listener that would get connections made to localhost
	@Nullable InetSocketAddress find(int port) {
		if (this == BY_KERNEL) {
			return null;
		}
		if (this == BY_BINDING) {
			return takenLoopback(port).findFirst().orElse(null);
		}
		ListenTable table = ListenTable.read();
		return (table != null)
				? table.listeners(port).stream().filter(ShadowCheck::answersLocalhost).findFirst().orElse(null) : null;
	}

	static ShadowCheck forThisSystem() {
		return forSystem(System.getProperty("os.name", ""), Boolean.getBoolean("java.net.preferIPv4Stack"));
	}

	static ShadowCheck forSystem(String osName, boolean ipv4Only) {
		String name = osName.toLowerCase(Locale.ROOT);
		if (name.startsWith("linux")) {
			return ipv4Only ? BY_TABLE : BY_KERNEL;
		}
		return name.startsWith("windows") ? BY_KERNEL : BY_BINDING;
	}

	private static boolean answersLocalhost(InetSocketAddress listener) {
		InetAddress address = listener.getAddress();
		return address instanceof Inet6Address && (address.isLoopbackAddress() || address.isAnyLocalAddress());
	}

	// Bind the loopback addresses for an instant, where there is no table to look in
	static Stream<InetSocketAddress> takenLoopback(int port) {
		return Stream.of("127.0.0.1", "::1")
			.map((host) -> new InetSocketAddress(host, port))
			.filter(ShadowCheck::isTaken);
	}

	private static boolean isTaken(InetSocketAddress address) {
		try (ServerSocketChannel channel = ServerSocketChannel.open()) {
			channel.bind(address);
			return false;
		}
		catch (IOException | RuntimeException ex) {
			return BindOutcome.ofFailure(ex, address) instanceof BindOutcome.InUse;
		}
	}

}
