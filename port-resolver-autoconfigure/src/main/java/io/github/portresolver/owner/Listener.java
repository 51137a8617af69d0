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

/**
 * A socket that accepts connections.
 *
 * @param address the address listened on; an IPv4-mapped IPv6 address is shown as IPv4
 * @param owner the process that listens, as far as it is known
 * @since 0.1.0
 */
public record Listener(InetSocketAddress address, Owner owner) {

	/**
	 * Print an address as people write it.
	 * @param address the address
	 * @return the address, in IPv6 with the first run of zeros left out: {@code ::1}
	 */
	public static String print(InetAddress address) {
		return address.getHostAddress().replaceFirst("(^|:)0(:0)+(:|$)", "::");
	}

	// Java binds the wildcard address for IPv4 and IPv6 together, unless it prefers IPv4
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
