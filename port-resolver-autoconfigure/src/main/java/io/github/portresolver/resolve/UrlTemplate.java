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

import java.net.Inet6Address;
import java.net.InetAddress;

import org.jspecify.annotations.Nullable;

/**
 * What does not depend on the port in a URL.
 *
 * @param scheme the scheme, for example {@code https}
 * @param path the path, starting with a slash
 * @since 0.1.0
 */
public record UrlTemplate(String scheme, String path) {

	/**
	 * Return the URL of a port.
	 * @param address the address bound, or {@code null} for every address
	 * @param port the port
	 * @return the URL; its host is {@code localhost} for every address and for loopback
	 * addresses that the name usually stands for
	 */
	public String at(@Nullable InetAddress address, int port) {
		return this.scheme + "://" + host(address) + ":" + port + this.path;
	}

	private static String host(@Nullable InetAddress address) {
		if (address == null || address.isAnyLocalAddress()) {
			return "localhost";
		}
		String host = address.getHostAddress();
		return (address instanceof Inet6Address) ? "[" + host + "]" : host;
	}

}
