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

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.github.portresolver.owner.Listener;
import io.github.portresolver.owner.Owner;
import io.github.portresolver.owner.OwnerAnswer;
import io.github.portresolver.resolve.Attempt;
import io.github.portresolver.resolve.BindOutcome;
import io.github.portresolver.resolve.Fallback;
import io.github.portresolver.resolve.Hold;
import io.github.portresolver.resolve.PortRequest;
import io.github.portresolver.resolve.PortSource;
import io.github.portresolver.resolve.ResolvedPort;
import io.github.portresolver.resolve.UrlTemplate;

/**
 * Ports to publish.
 */
public final class PublishedPorts {

	private PublishedPorts() {
	}

	public static ResolvedPort configured(String name, String property, int port, List<Listener> neighbours) {
		return new ResolvedPort(request(name, property, port), port, PortSource.CONFIGURED, Hold.HAND_OFF,
				Duration.ofMillis(1), List.of(), neighbours);
	}

	public static ResolvedPort moved(String name, String property, int requested, int port, OwnerAnswer owner) {
		return new ResolvedPort(request(name, property, requested), port, PortSource.ADJACENT, Hold.HAND_OFF,
				Duration.ofMillis(1),
				List.of(new Attempt(requested, PortSource.CONFIGURED, new BindOutcome.InUse(), owner)), List.of());
	}

	public static ResolvedPort random(int port) {
		return new ResolvedPort(request("server", "server.port", 0), port, PortSource.RANDOM, Hold.HAND_OFF,
				Duration.ofMillis(1), List.of(), List.of());
	}

	private static PortRequest request(String name, String property, int port) {
		return new PortRequest(name, property, null, port, null, 100, Fallback.ADJACENT, Hold.HAND_OFF, null,
				new UrlTemplate("http", "/"));
	}

	public static OwnerAnswer owner(Long pid, String name, String user) {
		return new OwnerAnswer.Listening(List.of(listener(pid, name, user)));
	}

	public static Listener listener(Long pid, String name, String user) {
		return new Listener(new InetSocketAddress("127.0.0.1", 8080),
				new Owner(pid, name, user, null, Path.of("/srv/secret")));
	}

}
