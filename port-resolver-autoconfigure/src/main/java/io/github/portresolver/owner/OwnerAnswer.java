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
 * @param listeners those who listen, in the order of the system's own table; empty if
 * nobody does or that is not known. Where {@code lsof} is the source (macOS and the BSDs)
 * there may be others whom the current user may not see.
 * @param problem why it is not known who listens, as a phrase without a full stop, or
 * {@code null} if it is
 */
public record OwnerAnswer(List<Listener> listeners, @Nullable String problem) {

	private static final int PROBLEM_LIMIT = 200;

	public OwnerAnswer {
		listeners = List.copyOf(listeners);
		problem = (problem != null) ? PlainText.of(problem, PROBLEM_LIMIT) : null;
	}

	public static OwnerAnswer of(List<Listener> listeners) {
		return new OwnerAnswer(listeners, null);
	}

	public static OwnerAnswer unknown(String problem) {
		return new OwnerAnswer(List.of(), problem);
	}

	// Null if nobody listens, if it is not known who does, or if several processes do
	public @Nullable Owner owner() {
		List<Owner> owners = owners();
		return (owners.size() == 1) ? owners.get(0) : null;
	}

	// Not in a set: the first hash of a record in a JVM takes half as long as a lookup
	private List<Owner> owners() {
		List<Owner> owners = new ArrayList<>();
		for (Listener listener : this.listeners) {
			if (!owners.contains(listener.owner())) {
				owners.add(listener.owner());
			}
		}
		return owners;
	}

	// Such as PID 4711 (java) and PID 4712 (node); empty if there is none
	public String describe() {
		return owners().stream().map(Owner::describe).collect(Collectors.joining(" and "));
	}

	// The end of a clause about what they use, with the space before it. The answer is
	// null if nobody was asked.
	public static String by(@Nullable OwnerAnswer answer) {
		if (answer == null) {
			return " (owner unknown)";
		}
		if (answer.problem != null) {
			return " (owner unknown: " + answer.problem + ")";
		}
		return answer.listeners.isEmpty() ? " by a socket that is not listening" : " by " + answer.describe();
	}

	// Without those beside whom the address could be bound
	OwnerAnswer conflictingWith(InetSocketAddress wanted) {
		return new OwnerAnswer(
				this.listeners.stream().filter((listener) -> Listener.conflict(listener.address(), wanted)).toList(),
				this.problem);
	}

	/**
	 * A socket that accepts connections. An IPv4-mapped IPv6 address is shown as IPv4.
	 */
	public record Listener(InetSocketAddress address, Owner owner) {

		// As people write it: in IPv6 without the first run of zeros
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
