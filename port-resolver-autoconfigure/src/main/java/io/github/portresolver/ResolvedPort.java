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

package io.github.portresolver;

import java.net.InetAddress;

import org.jspecify.annotations.Nullable;

/**
 * A port that was chosen for this application.
 *
 * @param name the name it is published under: {@code server}, {@code management},
 * {@code grpc}, {@code rsocket}, or that of a port of {@code port-resolver.ports}
 * @param property the property that asked for it, for example {@code server.port}
 * @param requested the port that was asked for, 0 for a random one
 * @param port the port, 1 to 65535
 * @param source where the port came from
 * @param address the local address, or {@code null} for every address
 * @param url where the port is reached
 * @param hold how the port was held until the server served on it; not {@link Hold#AUTO}
 * @since 0.1.0
 */
public record ResolvedPort(String name, String property, int requested, int port, PortSource source,
		@Nullable InetAddress address, String url, Hold hold) {

	/**
	 * Return whether another port was chosen than the one that was asked for.
	 * @return {@code true} if it moved; a random port that was asked for has not
	 */
	public boolean isMoved() {
		return this.requested != 0 && this.port != this.requested;
	}

}
