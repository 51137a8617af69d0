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

package io.github.portresolver.publish;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.portresolver.registry.ApplicationRecord;
import io.github.portresolver.registry.Registry;
import io.github.portresolver.resolve.PortAllocation;
import io.github.portresolver.resolve.PortRequest;
import io.github.portresolver.resolve.PortRequest.PortKind;
import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.env.Environment;

/**
 * What tells other processes that this application serves: its record in the registry and
 * its port file.
 */
public final class ApplicationRegistration implements ApplicationListener<ContextClosedEvent>, DisposableBean {

	private final Registry registry;

	private final List<PortAllocation> allocations;

	private final @Nullable String socketPath;

	private final @Nullable PortFile portFile;

	private @Nullable ApplicationContext context;

	private @Nullable ApplicationRecord record;

	// With the paths of its Unix domain socket and of its port file, if it is to have one
	public ApplicationRegistration(Registry registry, List<PortAllocation> allocations, @Nullable String socketPath,
			@Nullable Path portFile, Log log) {
		this.registry = registry;
		this.allocations = List.copyOf(allocations);
		this.socketPath = socketPath;
		this.portFile = (portFile != null) ? new PortFile(portFile, log) : null;
	}

	// That of an earlier run
	public static void removeStalePortFile(Path portFile, Log log) {
		new PortFile(portFile, log).removeStale();
	}

	public void serving(ApplicationContext context) {
		this.context = context;
		ApplicationRecord record = record(context.getEnvironment());
		this.record = record;
		this.registry.register(record);
		this.registry.prune();
		Integer server = record.ports().get("server");
		if (this.portFile != null && server != null) {
			this.portFile.write(server);
		}
	}

	private ApplicationRecord record(Environment environment) {
		Map<String, Integer> ports = new LinkedHashMap<>();
		Map<String, String> urls = new LinkedHashMap<>();
		for (PortAllocation allocation : this.allocations) {
			PortRequest request = allocation.request();
			int local = localPort(environment, allocation);
			ports.put(request.name(), local);
			if (request.kind() != PortKind.NAMED) {
				urls.put(request.name(), request.url().at(request.address(), local));
			}
		}
		if (this.socketPath != null) {
			urls.put("unix-socket", "unix:" + this.socketPath);
		}
		return this.registry.record(ports, urls);
	}

	// Spring Boot tells the ports that servers really have
	private static int localPort(Environment environment, PortAllocation allocation) {
		String property = allocation.request().kind().localPortProperty();
		int port = allocation.port().port();
		return (property != null) ? environment.getProperty(property, Integer.class, port) : port;
	}

	// Of its own context: the application is about to give its ports back
	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		ApplicationRecord record = this.record;
		if (record != null && event.getApplicationContext() == this.context) {
			this.registry.register(record.asStopping());
		}
	}

	@Override
	public void destroy() {
		this.record = null;
		this.registry.unregister();
		if (this.portFile != null) {
			this.portFile.remove();
		}
	}

}
