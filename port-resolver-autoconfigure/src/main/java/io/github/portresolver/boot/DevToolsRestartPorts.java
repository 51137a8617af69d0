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

import io.github.portresolver.resolve.PortAllocation;
import io.github.portresolver.resolve.PortRequest;

/**
 * The ports that this JVM's applications had. DevTools restarts an application in the
 * same JVM, with this class in the class loader that stays: it should keep its port then.
 */
final class DevToolsRestartPorts {

	private static final Map<String, Integer> PORTS = new ConcurrentHashMap<>();

	private static final String DEVTOOLS_THREAD = "restartedMain";

	private DevToolsRestartPorts() {
	}

	static OptionalInt find(String application, PortRequest request) {
		Integer port = isRestarting() ? PORTS.get(key(application, request)) : null;
		return (port != null) ? OptionalInt.of(port) : OptionalInt.empty();
	}

	static void remember(String application, Iterable<PortAllocation> allocations) {
		if (isRestarting()) {
			for (PortAllocation allocation : allocations) {
				PORTS.put(key(application, allocation.request()), allocation.port().port());
			}
		}
	}

	// With the port that was asked for: if that was changed meanwhile, it is to be tried
	private static String key(String application, PortRequest request) {
		return application + "/" + request.name() + "/" + request.port();
	}

	private static boolean isRestarting() {
		return DEVTOOLS_THREAD.equals(Thread.currentThread().getName());
	}

}
