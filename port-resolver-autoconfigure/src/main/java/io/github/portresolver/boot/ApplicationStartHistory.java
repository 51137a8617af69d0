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

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

import io.github.portresolver.PortSource;
import io.github.portresolver.ResolvedPort;
import io.github.portresolver.publish.PortLog;
import io.github.portresolver.registry.ApplicationRecord;
import io.github.portresolver.registry.Registry;
import io.github.portresolver.resolve.PortAllocation;
import io.github.portresolver.resolve.PortRequest;
import io.github.portresolver.resolve.PortResolver.StartHistory;

/**
 * What the registry, the configuration and the restarts of DevTools mean for a start.
 */
record ApplicationStartHistory(PortResolverProperties properties, Registry registry,
		PortLog log) implements StartHistory {

	// How long an instance of the same application that is stopping is waited for
	private static final Duration STOPPING_WAIT = Duration.ofSeconds(10);

	// The ports that this JVM's applications had. DevTools restarts an application in the
	// same JVM, with this class in the class loader that stays: it should keep its port.
	private static final Map<String, Integer> RESTART_PORTS = new ConcurrentHashMap<>();

	private static final String DEVTOOLS_THREAD = "restartedMain";

	@Override
	public OptionalInt portBeforeRestart(PortRequest request) {
		Integer port = isRestarting() ? RESTART_PORTS.get(key(request)) : null;
		return (port != null) ? OptionalInt.of(port) : OptionalInt.empty();
	}

	@Override
	public OptionalInt lastPort(PortRequest request) {
		return this.properties.isSticky() ? this.registry.lastPort(request.name()) : OptionalInt.empty();
	}

	@Override
	public Duration retryFor(PortRequest request) {
		Duration wait = this.properties.getWait();
		ApplicationRecord instance = (wait.compareTo(STOPPING_WAIT) < 0) ? this.registry.otherInstance(request.port())
				: null;
		if (instance != null && instance.stopping()) {
			this.log.writeWaitForStopping(request, instance.pid(), STOPPING_WAIT);
			return STOPPING_WAIT;
		}
		if (!wait.isZero()) {
			this.log.writeWait(request, wait);
		}
		return wait;
	}

	void remember(List<PortAllocation> allocations) {
		for (PortAllocation allocation : allocations) {
			ResolvedPort port = allocation.port();
			if (this.properties.isSticky() && port.source() == PortSource.RANDOM) {
				this.registry.rememberPort(port.name(), port.port());
			}
			if (isRestarting()) {
				RESTART_PORTS.put(key(allocation.request()), port.port());
			}
		}
	}

	// With the port that was asked for: if that was changed meanwhile, it is to be tried
	private String key(PortRequest request) {
		return this.registry.name() + "/" + request.name() + "/" + request.port();
	}

	private static boolean isRestarting() {
		return DEVTOOLS_THREAD.equals(Thread.currentThread().getName());
	}

}
