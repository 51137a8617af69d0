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

import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

import io.github.portresolver.registry.ApplicationIdentity;
import io.github.portresolver.resolve.PortRequest;
import io.github.portresolver.resolve.ResolvedPort;
import io.github.portresolver.resolve.ResolvedPorts;

/**
 * The ports that this JVM's applications had. DevTools restarts an application in the
 * same JVM, with this class in the class loader that stays: it should keep its port then.
 */
final class RestartMemory {

	private static final Map<String, Integer> PORTS = new ConcurrentHashMap<>();

	private static final String DEVTOOLS_THREAD = "restartedMain";

	private final ApplicationIdentity identity;

	RestartMemory(ApplicationIdentity identity) {
		this.identity = identity;
	}

	OptionalInt find(PortRequest request) {
		Integer port = isRestarting() ? PORTS.get(key(request)) : null;
		return (port != null) ? OptionalInt.of(port) : OptionalInt.empty();
	}

	void remember(ResolvedPorts ports) {
		if (isRestarting()) {
			for (ResolvedPort port : ports) {
				PORTS.put(key(port.request()), port.port());
			}
		}
	}

	// With the port that was asked for: if that was changed meanwhile, it is to be tried
	private String key(PortRequest request) {
		return this.identity.name() + "/" + request.name() + "/" + request.port();
	}

	private static boolean isRestarting() {
		return DEVTOOLS_THREAD.equals(Thread.currentThread().getName());
	}

}
