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
import java.time.Duration;
import java.util.List;

import io.github.portresolver.owner.Listener;
import org.jspecify.annotations.Nullable;

/**
 * A port that was chosen for a request.
 *
 * @param request what was asked for
 * @param port the port, 1 to 65535
 * @param source where the port came from
 * @param hold how it is held until the server serves
 * @param elapsed how long choosing and binding it took
 * @param attempts what was tried, the chosen port last
 * @param neighbours others that listen on the same port at a loopback address which this
 * application does not bind
 * @since 0.1.0
 */
public record ResolvedPort(PortRequest request, int port, PortSource source, Hold hold, Duration elapsed,
		List<Attempt> attempts, List<Listener> neighbours) {

	/**
	 * Copy the lists.
	 */
	public ResolvedPort {
		attempts = List.copyOf(attempts);
		neighbours = List.copyOf(neighbours);
	}

	/**
	 * Return the name under which the port is published.
	 * @return for example {@code server}
	 */
	public String name() {
		return this.request.name();
	}

	/**
	 * Return the property that asked for the port.
	 * @return for example {@code server.port}
	 */
	public String property() {
		return this.request.property();
	}

	/**
	 * Return the port that was asked for.
	 * @return the port, 0 for a random one
	 */
	public int requested() {
		return this.request.port();
	}

	/**
	 * Return the local address.
	 * @return the address, or {@code null} for every address
	 */
	public @Nullable InetAddress address() {
		return this.request.address();
	}

	/**
	 * Return where the port is reached.
	 * @return the URL
	 */
	public String url() {
		return this.request.url().at(address(), this.port);
	}

	/**
	 * Return whether another port was chosen than the one asked for.
	 * @return {@code true} if it moved; a random port that was asked for has not
	 */
	public boolean isMoved() {
		return !this.request.isRandom() && this.port != this.request.port();
	}

}
