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
import io.github.portresolver.owner.Owner;
import io.github.portresolver.owner.OwnerAnswer;
import io.github.portresolver.owner.OwnerAnswer.Listener;
import io.github.portresolver.owner.PortOwners;

/**
 * Those who listen on the port of an application that binds one address only, at a
 * loopback address it does not bind. A client that says {@code localhost} may reach them.
 */
final class Neighbours {

	private static final Owner UNKNOWN = new Owner(null, null, null, null, null);

	private final PortOwners owners;

	private final Duration timeout;

	Neighbours(PortOwners owners, Duration timeout) {
		this.owners = owners;
		this.timeout = timeout;
	}

	List<Listener> of(InetSocketAddress own) {
		OwnerAnswer answer = this.owners.find(own.getPort(), this.timeout);
		List<Listener> others = others(answer.listeners().stream(), own);
		if (!others.isEmpty() || (ListenTable.isAvailable() && !(answer instanceof OwnerAnswer.Unknown))) {
			return others;
		}
		ListenTable table = ListenTable.read();
		Stream<InetSocketAddress> addresses = (table != null) ? table.listeners(own.getPort()).stream()
				: ShadowCheck.takenLoopback(own.getPort());
		return others(addresses.map((address) -> new Listener(address, UNKNOWN)), own);
	}

	private List<Listener> others(Stream<Listener> listeners, InetSocketAddress own) {
		return listeners.filter((listener) -> !listener.address().equals(own))
			.filter((listener) -> answersLoopback(listener.address().getAddress()))
			.distinct()
			.toList();
	}

	private boolean answersLoopback(InetAddress address) {
		return address.isLoopbackAddress() || address.isAnyLocalAddress();
	}

}
