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

package io.github.portresolver.actuate;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.portresolver.ResolvedPort;
import io.github.portresolver.actuate.PortsDescriptor.ApplicationDescriptor;
import io.github.portresolver.actuate.PortsDescriptor.AttemptDescriptor;
import io.github.portresolver.actuate.PortsDescriptor.FallbackDescriptor;
import io.github.portresolver.actuate.PortsDescriptor.ListenerDescriptor;
import io.github.portresolver.actuate.PortsDescriptor.OwnerDescriptor;
import io.github.portresolver.actuate.PortsDescriptor.PortDescriptor;
import io.github.portresolver.actuate.PortsDescriptor.PortStateDescriptor;
import io.github.portresolver.actuate.PortsDescriptor.UnixSocketDescriptor;
import io.github.portresolver.handoff.HeldPorts;
import io.github.portresolver.handoff.Transport;
import io.github.portresolver.owner.Owner;
import io.github.portresolver.owner.OwnerAnswer;
import io.github.portresolver.owner.OwnerAnswer.Listener;
import io.github.portresolver.registry.ApplicationRecord;
import io.github.portresolver.resolve.PortAllocation;
import io.github.portresolver.resolve.PortAllocation.Attempt;
import io.github.portresolver.resolve.PortRequest.FallbackVerdict;
import io.github.portresolver.unix.UnixSocket;
import io.github.portresolver.unix.UnixSocketRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.Sanitizer;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;

/**
 * Describes ports to one who asks, with the values that may be shown. Apart from the
 * endpoint, whose class every start loads.
 */
class PortsDescriber {

	private final Sanitizer sanitizer;

	private final boolean showValues;

	PortsDescriber(Iterable<SanitizingFunction> sanitizingFunctions, boolean showValues) {
		this.sanitizer = new Sanitizer(sanitizingFunctions);
		this.showValues = showValues;
	}

	PortsDescriptor describe(HeldPorts heldPorts, @Nullable UnixSocket unixSocket,
			@Nullable List<ApplicationRecord> records) {
		Map<String, PortDescriptor> ports = new LinkedHashMap<>();
		for (PortAllocation allocation : heldPorts.allocations()) {
			String name = allocation.port().name();
			ports.put(name, describe(allocation, heldPorts.transport(name)));
		}
		FallbackVerdict fallback = heldPorts.fallback();
		return new PortsDescriptor(ports,
				(fallback != null) ? new FallbackDescriptor(fallback.value().toString(), fallback.reason()) : null,
				(unixSocket != null) ? describe(unixSocket) : null,
				(records != null) ? records.stream().map(this::describe).toList() : null);
	}

	PortStateDescriptor describe(int port, boolean free, List<Listener> listeners) {
		return new PortStateDescriptor(port, free ? "free" : "in-use",
				listeners.stream()
					.map((listener) -> new ListenerDescriptor(Listener.print(listener.address().getAddress()),
							describe(listener.owner())))
					.toList());
	}

	private PortDescriptor describe(PortAllocation allocation, @Nullable Transport transport) {
		ResolvedPort port = allocation.port();
		InetAddress address = port.address();
		Attempt first = allocation.attempts().get(0);
		return new PortDescriptor(port.property(), allocation.request().origin(), port.requested(), port.port(),
				port.source().toString(), (address != null) ? Listener.print(address) : "*", port.url(),
				port.hold().toString(), (transport != null) ? transport.toString() : null,
				allocation.elapsed().toString(),
				allocation.attempts()
					.stream()
					.map((attempt) -> describe(attempt, (attempt == first) ? allocation.owner() : null))
					.toList());
	}

	private AttemptDescriptor describe(Attempt attempt, @Nullable OwnerAnswer answer) {
		Owner owner = (answer != null) ? answer.owner() : null;
		return new AttemptDescriptor(attempt.port(), attempt.source().toString(), attempt.outcome().label(),
				(owner != null) ? describe(owner) : null);
	}

	private OwnerDescriptor describe(Owner owner) {
		return new OwnerDescriptor(owner.pid(), owner.name(), (owner.since() != null) ? owner.since().toString() : null,
				sanitize("user", owner.user()), sanitize("directory", owner.describeDirectory()));
	}

	private ApplicationDescriptor describe(ApplicationRecord record) {
		return new ApplicationDescriptor(record.name(), record.pid(), sanitize("directory", record.directory()),
				record.startedAt().toString(), record.ports());
	}

	private UnixSocketDescriptor describe(UnixSocket socket) {
		UnixSocketRequest request = socket.request();
		return new UnixSocketDescriptor(request.path(), request.isAbstract() ? null : request.permissions().toString(),
				socket.state());
	}

	private @Nullable String sanitize(String field, @Nullable String value) {
		Object sanitized = this.sanitizer.sanitize(new SanitizableData(null, "port-resolver.owner." + field, value),
				this.showValues);
		return (sanitized != null) ? sanitized.toString() : null;
	}

}
