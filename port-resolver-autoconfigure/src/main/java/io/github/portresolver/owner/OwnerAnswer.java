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

package io.github.portresolver.owner;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * What looking up the owner of a port came to. That nobody listens and that it could not
 * be found out are different answers.
 *
 * @since 0.1.0
 * @see PortOwners
 */
public sealed interface OwnerAnswer {

	static OwnerAnswer of(List<Listener> listeners) {
		return listeners.isEmpty() ? new Nobody() : new Listening(listeners);
	}

	/**
	 * Return the listeners in the order of the system's own table.
	 * @return the listeners, empty if nobody listens or it is not known who does
	 */
	default List<Listener> listeners() {
		return List.of();
	}

	/**
	 * Return the owner.
	 * @return the owner, or {@code null} if nobody listens, if it is not known who does,
	 * or if several processes do
	 */
	default @Nullable Owner owner() {
		List<Owner> owners = owners();
		return (owners.size() == 1) ? owners.get(0) : null;
	}

	private List<Owner> owners() {
		List<Owner> owners = new ArrayList<>();
		for (Listener listener : listeners()) {
			if (!owners.contains(listener.owner())) {
				owners.add(listener.owner());
			}
		}
		return owners;
	}

	/**
	 * Describe the owners in one phrase.
	 * @return for example {@code PID 4711 (java) and PID 4712 (node)}, empty if there is
	 * none
	 */
	default String describe() {
		return owners().stream().map(Owner::describe).collect(Collectors.joining(" and "));
	}

	/**
	 * Name the owners at the end of a clause about what they use.
	 * @param answer the answer, or {@code null} if nobody was asked
	 * @return for example {@code  by PID 4711 (java)}, with a space before it
	 */
	static String by(@Nullable OwnerAnswer answer) {
		if (answer instanceof Nobody) {
			return " by a socket that is not listening";
		}
		if (answer instanceof Unknown unknown) {
			return " (owner unknown: " + unknown.reason() + ")";
		}
		return (answer != null) ? " by " + answer.describe() : " (owner unknown)";
	}

	/**
	 * Return the answer without those who listen on addresses that do not matter.
	 * @param wanted the address that was to be bound
	 * @return the answer for the listeners beside which it cannot be bound
	 */
	default OwnerAnswer conflictingWith(InetSocketAddress wanted) {
		return this;
	}

	/**
	 * At least one process listens.
	 *
	 * @param listeners the listeners in the order of the system's own table, never empty
	 */
	record Listening(List<Listener> listeners) implements OwnerAnswer {

		public Listening {
			listeners = List.copyOf(listeners);
			if (listeners.isEmpty()) {
				throw new IllegalArgumentException("'listeners' must not be empty");
			}
		}

		@Override
		public OwnerAnswer conflictingWith(InetSocketAddress wanted) {
			return of(this.listeners.stream()
				.filter((listener) -> Listener.conflict(listener.address(), wanted))
				.toList());
		}

	}

	/**
	 * It was possible to look, and nobody listens. Where {@code lsof} is the source
	 * (macOS and the BSDs), that means nobody whom the current user may see.
	 */
	record Nobody() implements OwnerAnswer {

	}

	/**
	 * It was not possible to look, or not in time.
	 *
	 * @param reason why, as a phrase without a full stop
	 */
	record Unknown(String reason) implements OwnerAnswer {

		public Unknown {
			reason = PlainText.of(reason, PlainText.SENTENCE);
		}

	}

	/**
	 * A socket that accepts connections.
	 *
	 * @param address the address listened on; an IPv4-mapped IPv6 address is shown as
	 * IPv4
	 * @param owner the process that listens, as far as it is known
	 */
	record Listener(InetSocketAddress address, Owner owner) {

		/**
		 * Print an address as people write it.
		 * @return the address, in IPv6 with the first run of zeros left out: {@code ::1}
		 */
		public static String print(InetAddress address) {
			return address.getHostAddress().replaceFirst("(^|:)0(:0)+(:|$)", "::");
		}

		// Java binds the wildcard address for IPv4 and IPv6 together, unless it prefers
		// IPv4
		static boolean conflict(InetSocketAddress holder, InetSocketAddress wanted) {
			InetAddress held = holder.getAddress();
			InetAddress address = wanted.getAddress();
			if (address.isAnyLocalAddress()) {
				boolean ipv4Only = Boolean.getBoolean("java.net.preferIPv4Stack");
				return !ipv4Only || held instanceof Inet4Address || held.isAnyLocalAddress();
			}
			if (held.isAnyLocalAddress()) {
				return address instanceof Inet4Address || !(held instanceof Inet4Address);
			}
			return held.equals(address);
		}

	}

}
