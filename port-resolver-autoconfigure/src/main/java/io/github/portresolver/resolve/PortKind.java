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

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * The ports of an application that are known.
 *
 * @since 0.1.0
 */
public enum PortKind {

	/**
	 * The port of the web server.
	 */
	SERVER("server.", 8080, "local.server.port"),

	/**
	 * The port of the management server, where it is another one than the web server's.
	 */
	MANAGEMENT("management.server.", 8080, "local.management.port"),

	/**
	 * The port of the gRPC server.
	 */
	GRPC("spring.grpc.server.", 9090, "local.grpc.server.port"),

	/**
	 * The port of an RSocket server of its own.
	 */
	RSOCKET("spring.rsocket.server.", 0, "local.rsocket.server.port"),

	/**
	 * A port of {@code port-resolver.ports}.
	 */
	NAMED("", 0, null);

	private final String prefix;

	private final int defaultPort;

	private final @Nullable String localPortProperty;

	PortKind(String prefix, int defaultPort, @Nullable String localPortProperty) {
		this.prefix = prefix;
		this.defaultPort = defaultPort;
		this.localPortProperty = localPortProperty;
	}

	/**
	 * Return the name the port is published under.
	 * @return for example {@code server}
	 */
	public String portName() {
		return name().toLowerCase(Locale.ROOT);
	}

	public String prefix() {
		return this.prefix;
	}

	/**
	 * Return the property that asks for the port.
	 * @return for example {@code server.port}
	 */
	public String property() {
		return this.prefix + "port";
	}

	/**
	 * Return Spring Boot's default.
	 * @return the port, 0 for a random one
	 */
	public int defaultPort() {
		return this.defaultPort;
	}

	/**
	 * Return the property in which Spring Boot tells the port that the server has.
	 * @return the property, or {@code null} if it tells none
	 */
	public @Nullable String localPortProperty() {
		return this.localPortProperty;
	}

}
