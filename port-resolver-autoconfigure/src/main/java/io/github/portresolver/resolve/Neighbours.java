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

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.github.portresolver.owner.ListenTable;
import io.github.portresolver.owner.Listener;
import io.github.portresolver.owner.Owner;
import io.github.portresolver.owner.OwnerAnswer;
import io.github.portresolver.owner.PortOwners;
import org.jspecify.annotations.Nullable;

/**
 * Those who listen on the port of an application that binds one address only, at a
 * loopback address it does not bind. A client that says {@code localhost} may reach them.
 */
final class Neighbours {

	private final PortOwners owners;

	private final Duration timeout;

	Neighbours(PortOwners owners, Duration timeout) {
		this.owners = owners;
		this.timeout = timeout;
	}

	List<Listener> of(InetSocketAddress own) {
		List<InetSocketAddress> addresses = addresses(own);
		if (addresses.isEmpty()) {
			return List.of();
		}
		if (this.owners.find(own.getPort(), this.timeout) instanceof OwnerAnswer.Listening listening) {
			List<Listener> others = listening.listeners()
				.stream()
				.filter((listener) -> addresses.contains(listener.address()))
				.toList();
			if (!others.isEmpty()) {
				return others;
			}
		}
		Owner unknown = new Owner(null, null, null, null, null);
		return addresses.stream().map((address) -> new Listener(address, unknown)).toList();
	}

	private List<InetSocketAddress> addresses(InetSocketAddress own) {
		List<InetSocketAddress> table = ListenTable.listeners(own.getPort());
		Stream<InetSocketAddress> listeners = (table != null) ? table.stream() : bound(own);
		return listeners.filter((listener) -> !listener.equals(own))
			.filter((listener) -> answersLoopback(listener.getAddress()))
			.distinct()
			.toList();
	}

	private Stream<InetSocketAddress> bound(InetSocketAddress own) {
		return Stream.of("127.0.0.1", "::1")
			.map((host) -> new InetSocketAddress(host, own.getPort()))
			.filter((address) -> !address.equals(own))
			.filter(ShadowCheck::isTaken);
	}

	private boolean answersLoopback(@Nullable InetAddress address) {
		return address != null && (address.isLoopbackAddress() || address.isAnyLocalAddress());
	}

}
