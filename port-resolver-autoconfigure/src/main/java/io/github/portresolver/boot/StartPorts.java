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

package io.github.portresolver.boot;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.portresolver.ResolvedPort;
import io.github.portresolver.publish.PortLog;
import io.github.portresolver.registry.ApplicationRecord;
import io.github.portresolver.resolve.HeldPort;
import io.github.portresolver.resolve.PortAllocation;
import io.github.portresolver.resolve.PortRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.core.metrics.StartupStep;

/**
 * The ports that a start holds, and what it has told of them.
 */
class StartPorts {

	private final PortLog log;

	private final Map<String, PortAllocation> allocations = new LinkedHashMap<>();

	private final Set<String> logged = new HashSet<>();

	private final Set<HeldPort> tagged = new HashSet<>();

	StartPorts(PortLog log) {
		this.log = log;
	}

	List<PortAllocation> allocations() {
		return List.copyOf(this.allocations.values());
	}

	void addAll(Collection<PortAllocation> allocations) {
		for (PortAllocation allocation : allocations) {
			this.allocations.put(allocation.request().name(), allocation);
		}
	}

	List<PortRequest> missing(List<PortRequest> requests) {
		List<PortRequest> missing = new ArrayList<>();
		for (PortRequest request : requests) {
			if (!this.allocations.containsKey(request.name())) {
				missing.add(request);
			}
		}
		return missing;
	}

	void releaseChanged(List<PortRequest> requests) {
		for (PortAllocation allocation : allocations()) {
			String name = allocation.request().name();
			PortRequest now = find(requests, name);
			if (now != null && now.isSameAs(allocation.request())) {
				this.allocations.put(name, allocation.as(now));
			}
			else {
				this.allocations.remove(name);
				allocation.held().close();
				this.log.writeReleased(allocation, now);
			}
		}
	}

	private static @Nullable PortRequest find(List<PortRequest> requests, String name) {
		for (PortRequest request : requests) {
			if (request.name().equals(name)) {
				return request;
			}
		}
		return null;
	}

	// Once more if the configuration has changed what the line says
	void log(PortAllocation allocation, @Nullable ApplicationRecord instance) {
		ResolvedPort port = allocation.port();
		if (this.logged.add(port.name() + " " + port.source() + " " + port.url())) {
			this.log.write(allocation, instance);
		}
	}

	void logMoved() {
		for (PortAllocation allocation : allocations()) {
			if (allocation.port().isMoved()) {
				this.log.writeMoved(allocation.port());
			}
		}
	}

	// With what was held in this step
	void end(StartupStep step) {
		for (PortAllocation allocation : allocations()) {
			if (this.tagged.add(allocation.held())) {
				ResolvedPort port = allocation.port();
				step.tag("name", port.name())
					.tag("requested", String.valueOf(port.requested()))
					.tag("port", String.valueOf(port.port()))
					.tag("source", port.source().toString());
			}
		}
		step.end();
	}

	void close() {
		for (PortAllocation allocation : allocations()) {
			allocation.held().close();
		}
	}

}
