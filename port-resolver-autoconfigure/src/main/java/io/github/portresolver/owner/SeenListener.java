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

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

import io.github.portresolver.owner.OwnerAnswer.Listener;
import org.jspecify.annotations.Nullable;

/**
 * A listener as a tool prints it.
 */
record SeenListener(InetSocketAddress address, @Nullable Long pid, @Nullable String name, @Nullable String user) {

	static OwnerAnswer toAnswer(List<SeenListener> listeners, ProcessDetails details) {
		List<Listener> known = new ArrayList<>();
		for (SeenListener seen : listeners) {
			known.add(new Listener(seen.address, details.describe(seen.pid, seen.name, seen.user)));
		}
		return OwnerAnswer.of(known);
	}

	static @Nullable Long pid(@Nullable String field) {
		return (field != null && field.matches("[1-9]\\d{0,9}")) ? Long.valueOf(field) : null;
	}

	// Parse an address as tools print it, such as *:8080, 127.0.0.1:8080 or [::1]:8080
	static @Nullable InetSocketAddress address(String text, int port, boolean ipv6) throws IOException {
		int end = text.lastIndexOf(':');
		if (end < 0 || !text.substring(end + 1).equals(String.valueOf(port))) {
			return null;
		}
		String host = text.substring(0, end);
		if (host.equals("*")) {
			return new InetSocketAddress(InetAddress.getByAddress(new byte[ipv6 ? 16 : 4]), port);
		}
		return new InetSocketAddress(literal(host), port);
	}

	private static InetAddress literal(String host) throws IOException {
		// The scope may name an interface that is gone
		String literal = host.replaceAll("[\\[\\]]|%.*", "");
		// A name server is never asked: brackets allow an IPv6 address only, be it a
		// mapped one
		return InetAddress.getByName("[" + ((literal.indexOf(':') < 0) ? "::ffff:" : "") + literal + "]");
	}

}
