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

package io.github.portresolver.handoff;

/**
 * The server of the application does not offer the transport that is asked for.
 *
 * @since 0.1.0
 */
public class UnsupportedTransportException extends RuntimeException {

	private final String server;

	private final Transport transport;

	private final String reason;

	UnsupportedTransportException(String server, Transport transport, String reason) {
		super("%s cannot serve with the transport '%s': %s".formatted(server, transport, reason));
		this.server = server;
		this.transport = transport;
		this.reason = reason;
	}

	/**
	 * Return which server it is.
	 * @return for example {@code Jetty}
	 */
	public String getServer() {
		return this.server;
	}

	/**
	 * Return what was asked for.
	 * @return the transport
	 */
	public Transport getTransport() {
		return this.transport;
	}

	/**
	 * Return what the server offers.
	 * @return a phrase without a full stop
	 */
	public String getReason() {
		return this.reason;
	}

}
