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

/**
 * Requests and settings for tests.
 */
final class Requests {

	private Requests() {
	}

	static PortRequest server(int port, Fallback fallback) {
		return request("server", port, null, fallback, null);
	}

	static PortRequest server(int port, Fallback fallback, PortRange randomRange) {
		return request("server", port, null, fallback, randomRange);
	}

	static PortRequest server(int port, Fallback fallback, InetAddress address) {
		return request("server", port, address, fallback, null);
	}

	static PortRequest server(int port, Hold hold, InetAddress address) {
		return new PortRequest("server", "server.port", null, port, address, 0, Fallback.ADJACENT, hold, null,
				new UrlTemplate("http", "/"));
	}

	static PortRequest management(int port, Fallback fallback) {
		return request("management", port, null, fallback, null);
	}

	static PortRequest management(int port, Fallback fallback, InetAddress address) {
		return request("management", port, address, fallback, null);
	}

	private static PortRequest request(String name, int port, InetAddress address, Fallback fallback,
			PortRange randomRange) {
		return new PortRequest(name, name + ".port", null, port, address, 0, fallback, Hold.AUTO.decide(fallback),
				randomRange, new UrlTemplate("http", "/"));
	}

	static CandidateRules rules(int adjacentAttempts, PortRange... exclude) {
		return new CandidateRules(adjacentAttempts, List.of(exclude), true);
	}

	static Start settings(CandidateRules rules) {
		return settings(rules, Duration.ZERO);
	}

	static Start settings(CandidateRules rules, Duration retryFor) {
		return new Start(new ResolverSettings(rules, Duration.ofSeconds(20)), retryFor);
	}

	/**
	 * A start that tries ports in use again.
	 */
	record Start(ResolverSettings settings, Duration duration) implements StartContext {

		Resolution resolve(PortResolver resolver, List<PortRequest> requests) {
			return resolver.resolve(requests, this.settings, this);
		}

		@Override
		public Duration retryFor(PortRequest request) {
			return this.duration;
		}

	}

}
