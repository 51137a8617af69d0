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

package io.github.portresolver.testsupport;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.github.portresolver.Fallback;
import io.github.portresolver.Hold;
import io.github.portresolver.resolve.PortRange;
import io.github.portresolver.resolve.PortRequest;
import io.github.portresolver.resolve.PortRequest.FallbackVerdict;
import io.github.portresolver.resolve.PortRequest.PortKind;
import io.github.portresolver.resolve.PortRequest.UrlTemplate;
import io.github.portresolver.resolve.PortResolver.Settings;

/**
 * Requests and settings for tests.
 */
public final class Requests {

	private Requests() {
	}

	public static PortRequest server(int port, Fallback fallback) {
		return request("server", port, null, fallback, null);
	}

	public static PortRequest server(int port, Fallback fallback, PortRange randomRange) {
		return request("server", port, null, fallback, randomRange);
	}

	public static PortRequest server(int port, Fallback fallback, InetAddress address) {
		return request("server", port, address, fallback, null);
	}

	public static PortRequest server(int port, Hold hold, InetAddress address) {
		return request("server", "server.port", null, port, address, Fallback.ADJACENT, hold, null);
	}

	public static PortRequest management(int port, Fallback fallback) {
		return request("management", port, null, fallback, null);
	}

	public static PortRequest management(int port, Fallback fallback, InetAddress address) {
		return request("management", port, address, fallback, null);
	}

	/**
	 * Return a request for Spring Boot's default, which nobody configured.
	 */
	public static PortRequest serverByDefault(Fallback fallback) {
		return request(PortKind.SERVER, "server", "server.port", null, null, 8080, null, fallback, Hold.GUARD, null);
	}

	private static PortRequest request(String name, int port, InetAddress address, Fallback fallback,
			PortRange randomRange) {
		return request(name, name + ".port", null, port, address, fallback, Hold.AUTO.decide(fallback), randomRange);
	}

	public static PortRequest request(String name, String property, String origin, int port, InetAddress address,
			Fallback fallback, Hold hold, PortRange randomRange) {
		PortKind kind = Stream.of(PortKind.values())
			.filter((candidate) -> candidate.portName().equals(name))
			.findFirst()
			.orElse(PortKind.NAMED);
		return request(kind, name, property, String.valueOf(port), origin, port, address, fallback, hold, randomRange);
	}

	private static PortRequest request(PortKind kind, String name, String property, String value, String origin,
			int port, InetAddress address, Fallback fallback, Hold hold, PortRange randomRange) {
		UrlTemplate url = (kind != PortKind.NAMED) ? new UrlTemplate("http", "/") : new UrlTemplate("tcp", "");
		return new PortRequest(kind, name, property, List.of(), value, origin, port, address, 0, verdict(fallback),
				hold, randomRange, url);
	}

	/**
	 * Return what 'auto' may be decided to mean, or what a test has configured.
	 */
	public static FallbackVerdict verdict(Fallback fallback) {
		String property = "port-resolver.fallback";
		return switch (fallback) {
			case NONE -> FallbackVerdict.automatic(fallback, "profile 'prod' is active");
			case ADJACENT_THEN_RANDOM -> FallbackVerdict.automatic(fallback,
					"no strict profile, cloud platform, container or service was found");
			default -> FallbackVerdict.configured(property, fallback, "test");
		};
	}

	public static Settings rules(int adjacentAttempts, PortRange... exclude) {
		return new Settings(adjacentAttempts, List.of(exclude), true, Duration.ofSeconds(20));
	}

}
