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

package io.github.portresolver.unix;

import org.apache.coyote.http11.Http11NioProtocol;

/**
 * Tomcat's default protocol on a Unix domain socket that is held already. Tomcat creates
 * it by its class name.
 *
 * @since 0.1.0
 */
public class UnixSocketHttp11NioProtocol extends Http11NioProtocol {

	private final UnixSocketNioEndpoint endpoint;

	/**
	 * Create the protocol.
	 */
	public UnixSocketHttp11NioProtocol() {
		this(new UnixSocketNioEndpoint());
	}

	private UnixSocketHttp11NioProtocol(UnixSocketNioEndpoint endpoint) {
		super(endpoint);
		this.endpoint = endpoint;
	}

	void setUnixSocket(UnixSocket unixSocket) {
		this.endpoint.setUnixSocket(unixSocket);
	}

}
