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
import java.util.List;
import java.util.Locale;
import java.util.Objects;

import io.github.portresolver.Fallback;
import io.github.portresolver.Hold;
import io.github.portresolver.PortSource;
import io.github.portresolver.ResolvedPort;
import io.github.portresolver.owner.OwnerAnswer.Listener;
import org.jspecify.annotations.Nullable;

/**
 * A configuration property that asks for a port.
 *
 * @param aliases other properties that ask for the same port
 * @param value what configuration says, or {@code null} if nobody set the property
 * @param origin where the property was set, or {@code null} if that is not known
 * @param port the port asked for, 0 for a random one
 * @param address the local address to bind, or {@code null} for every address
 * @param backlog the length of the accept queue, 0 for the longest the system allows
 * @param fallback what happens when the port cannot be had
 * @param hold not {@link Hold#AUTO}
 * @param randomRange the range random ports are drawn from, or {@code null} for the
 * operating system's
 */
public record PortRequest(PortKind kind, String name, String property, List<String> aliases, @Nullable String value,
		@Nullable String origin, int port, @Nullable InetAddress address, int backlog, FallbackVerdict fallback,
		Hold hold, @Nullable PortRange randomRange, UrlTemplate url) {

	public boolean isRandom() {
		return this.port == 0;
	}

	public boolean isConfigured() {
		return this.value != null;
	}

	public PortSource source() {
		return isConfigured() ? PortSource.CONFIGURED : PortSource.DEFAULT;
	}

	// Whatever sets the port. A value with ${random.} is rolled anew whenever it is read
	public boolean isSameAs(PortRequest other) {
		boolean rolled = this.value != null && this.value.contains("${random.") && this.value.equals(other.value);
		return (rolled || this.port == other.port) && this.kind == other.kind && this.name.equals(other.name)
				&& this.property.equals(other.property) && Objects.equals(this.address, other.address)
				&& this.backlog == other.backlog && this.fallback.value() == other.fallback.value()
				&& this.hold == other.hold && Objects.equals(this.randomRange, other.randomRange);
	}

	public PortRequest withPort(int port) {
		return new PortRequest(this.kind, this.name, this.property, this.aliases, this.value, this.origin, port,
				this.address, this.backlog, this.fallback, this.hold, this.randomRange, this.url);
	}

	ResolvedPort resolved(int requested, int port, PortSource source) {
		return new ResolvedPort(this.name, this.property, requested, port, source, this.address,
				this.url.at(this.address, port), this.hold);
	}

	/**
	 * What does not depend on the port in a URL: a scheme, and a path with its slash.
	 */
	public record UrlTemplate(String scheme, String path) {

		public String at(@Nullable InetAddress address, int port) {
			return this.scheme + "://" + host(address) + ":" + port + this.path;
		}

		// Null is every address
		private static String host(@Nullable InetAddress address) {
			if (address == null || address.isAnyLocalAddress()) {
				return "localhost";
			}
			String host = Listener.print(address);
			return (address instanceof Inet6Address) ? "[" + host + "]" : host;
		}

	}

	/**
	 * What happens when the port cannot be had, and why.
	 *
	 * @param value not {@link Fallback#AUTO}
	 * @param reason why it is this one, as part of a sentence
	 * @param description which property says so, and where or why, as a clause
	 */
	public record FallbackVerdict(Fallback value, String reason, String description) {

		public static FallbackVerdict configured(String property, Fallback value, @Nullable Object origin) {
			return new FallbackVerdict(value,
					(origin != null) ? "configured by " + origin : "it is configured explicitly",
					property + " is " + value + ((origin != null) ? " (" + origin + ")" : ""));
		}

		public static FallbackVerdict automatic(Fallback value, String reason) {
			return new FallbackVerdict(value, reason,
					"port-resolver.fallback=auto means " + value + ", because " + reason);
		}

	}

	/**
	 * The ports of an application that are known.
	 */
	public enum PortKind {

		SERVER("server.", 8080, "local.server.port"),

		// Where it is another port than the web server's
		MANAGEMENT("management.server.", 8080, "local.management.port"),

		GRPC("spring.grpc.server.", 9090, "local.grpc.server.port"),

		// With a server of its own
		RSOCKET("spring.rsocket.server.", 0, "local.rsocket.server.port"),

		// Of port-resolver.ports
		NAMED("", 0, null);

		private final String prefix;

		private final int defaultPort;

		private final @Nullable String localPortProperty;

		PortKind(String prefix, int defaultPort, @Nullable String localPortProperty) {
			this.prefix = prefix;
			this.defaultPort = defaultPort;
			this.localPortProperty = localPortProperty;
		}

		public boolean isWebServer() {
			return this == SERVER || this == MANAGEMENT;
		}

		public String portName() {
			return name().toLowerCase(Locale.ROOT);
		}

		public String prefix() {
			return this.prefix;
		}

		public String property() {
			return this.prefix + "port";
		}

		public int defaultPort() {
			return this.defaultPort;
		}

		// In which Spring Boot tells the port that the server has
		public @Nullable String localPortProperty() {
			return this.localPortProperty;
		}

	}

}
