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

import org.jspecify.annotations.Nullable;

/**
 * A configuration property that asks for a port.
 *
 * @param name the name under which the port is published, for example {@code server}
 * @param property the property, for example {@code server.port}
 * @param origin where the property was set, or {@code null} if it was not
 * @param port the port asked for, 0 for a random one, to 65535
 * @param address the local address to bind, or {@code null} for every address
 * @param backlog the length of the accept queue, 0 for the longest the system allows
 * @param fallback what happens when the port cannot be had; not {@link Fallback#AUTO}
 * @param hold how the port is held; not {@link Hold#AUTO}
 * @param randomRange the range random ports are drawn from, or {@code null} for the
 * operating system's
 * @param url what the port's URL is made of
 * @since 0.1.0
 */
public record PortRequest(String name, String property, @Nullable String origin, int port,
		@Nullable InetAddress address, int backlog, Fallback fallback, Hold hold, @Nullable PortRange randomRange,
		UrlTemplate url) {

	/**
	 * Check the port.
	 * @throws IllegalArgumentException if it is not 0 to 65535, or the fallback is not or
	 * the hold are not decided
	 */
	public PortRequest {
		if (port < 0 || port > PortRange.MAX_PORT) {
			throw new IllegalArgumentException("port " + port + " is out of range");
		}
		if (fallback == Fallback.AUTO || hold == Hold.AUTO) {
			throw new IllegalArgumentException("the fallback and the hold must be decided");
		}
	}

	/**
	 * Return whether the request is for any port and not for a certain one.
	 * @return {@code true} for port 0
	 */
	public boolean isRandom() {
		return this.port == 0;
	}

}
