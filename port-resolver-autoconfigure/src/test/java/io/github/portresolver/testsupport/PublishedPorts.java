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
import java.util.ArrayList;
import java.util.List;

import io.github.portresolver.Fallback;
import io.github.portresolver.Hold;
import io.github.portresolver.PortSource;
import io.github.portresolver.ResolvedPort;
import io.github.portresolver.owner.Owner;
import io.github.portresolver.owner.OwnerAnswer;
import io.github.portresolver.owner.OwnerAnswer.Listener;
import io.github.portresolver.resolve.BindOutcome;
import io.github.portresolver.resolve.PortAllocation;
import io.github.portresolver.resolve.PortAllocation.Attempt;
import io.github.portresolver.resolve.PortRequest;

/**
 * Ports to publish.
 */
public final class PublishedPorts {

	private PublishedPorts() {
	}

	public static PortAllocation configured(String name, String property, int port, List<Listener> neighbours) {
		return allocation(request(name, property, port), port, PortSource.CONFIGURED, List.of(), neighbours);
	}

	public static PortAllocation moved(String name, String property, int requested, int port, OwnerAnswer owner) {
		return moved(request(name, property, requested), port, owner);
	}

	public static PortAllocation moved(PortRequest request, int port, OwnerAnswer owner) {
		return allocation(request, port, PortSource.ADJACENT,
				List.of(new Attempt(request.port(), request.source(), new BindOutcome.InUse())), owner, List.of());
	}

	public static PortAllocation random(int port) {
		return allocation(request("server", "server.port", 0), port, PortSource.RANDOM, List.of(), List.of());
	}

	public static PortAllocation byDefault() {
		PortRequest request = Requests.serverByDefault(Fallback.NONE);
		return allocation(request, request.port(), PortSource.DEFAULT, List.of(), List.of());
	}

	private static PortRequest request(String name, String property, int port) {
		return Requests.request(name, property, null, port, null, Fallback.ADJACENT_THEN_RANDOM, Hold.HAND_OFF, null);
	}

	/**
	 * Return an allocation that holds nothing.
	 */
	public static PortAllocation allocation(PortRequest request, int port, PortSource source, List<Attempt> before,
			List<Listener> neighbours) {
		return allocation(request, port, source, before, null, neighbours);
	}

	private static PortAllocation allocation(PortRequest request, int port, PortSource source, List<Attempt> before,
			OwnerAnswer owner, List<Listener> neighbours) {
		List<Attempt> attempts = new ArrayList<>(before);
		attempts.add(new Attempt(port, source, new BindOutcome.Bound(null)));
		return new PortAllocation(request, null,
				new ResolvedPort(request.name(), request.property(), request.port(), port, source, request.address(),
						request.url().at(request.address(), port), request.hold()),
				Duration.ofNanos(1_500_000), attempts, owner, neighbours);
	}

	public static OwnerAnswer owner(Long pid, String name, String user) {
		return OwnerAnswer.of(List.of(listener(pid, name, user)));
	}

	public static Listener listener(Long pid, String name, String user) {
		return new Listener(new InetSocketAddress("127.0.0.1", 8080),
				new Owner(pid, name, user, null, Path.of("/srv/secret")));
	}

}
