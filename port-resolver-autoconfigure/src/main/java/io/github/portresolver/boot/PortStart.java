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

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.github.portresolver.ResolvedPort;
import io.github.portresolver.failure.PortRefusedException;
import io.github.portresolver.handoff.HeldPorts;
import io.github.portresolver.publish.ApplicationRegistration;
import io.github.portresolver.publish.PortLog;
import io.github.portresolver.publish.PortPropertySource;
import io.github.portresolver.registry.Registry;
import io.github.portresolver.resolve.PortAllocation;
import io.github.portresolver.resolve.PortRequest;
import io.github.portresolver.resolve.PortRequest.PortKind;
import io.github.portresolver.resolve.PortResolver;
import io.github.portresolver.resolve.PortResolver.Resolution;
import io.github.portresolver.unix.UnixSocket;
import io.github.portresolver.unix.UnixSocketRequest;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.impl.NoOpLog;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.env.DefaultPropertiesPropertySource;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.metrics.StartupStep;

/**
 * The ports of one start of an application. It looks at the configuration twice: when the
 * environment is prepared, and before the first bean is created, when every property
 * source is there.
 */
class PortStart {

	private final SpringApplication application;

	private final WebApplicationType type;

	private final Log logger;

	private final PortLog log;

	private final String name;

	private final StartPorts ports;

	private final boolean training = PortResolverSkipCheck.isTrainingRun();

	private @Nullable Registry registry;

	private StartConfiguration configuration;

	private final List<PortAllocation> inherited = new ArrayList<>();

	private @Nullable UnixSocket unixSocket;

	PortStart(ConfigurableEnvironment environment, SpringApplication application, WebApplicationType type, Log logger) {
		this.application = application;
		this.type = type;
		this.logger = logger;
		this.log = new PortLog(this.training ? new NoOpLog() : logger);
		this.ports = new StartPorts(this.log);
		this.configuration = read(environment, null);
		this.name = name(environment);
	}

	boolean isOf(SpringApplication application) {
		return this.application == application;
	}

	// Bean definitions are there at the second look
	private StartConfiguration read(ConfigurableEnvironment environment, @Nullable ListableBeanFactory beanFactory) {
		environment.getPropertySources().remove(PortPropertySource.NAME);
		// Spring Boot does so too, but only after the second look
		DefaultPropertiesPropertySource.moveToEnd(environment);
		StartConfiguration configuration = StartConfiguration.read(environment, this.application.getClassLoader(),
				this.type, beanFactory);
		return this.training ? configuration.forTrainingRun() : configuration;
	}

	private String name(ConfigurableEnvironment environment) {
		Class<?> mainClass = this.application.getMainApplicationClass();
		String fallbackName = (mainClass != null) ? mainClass.getSimpleName() : "application";
		return environment.getProperty("spring.application.name", fallbackName);
	}

	// The first look. What cannot be had is left to later looks, since another port may
	// still be configured.
	void holdConfigured(ConfigurableEnvironment environment) {
		StartupStep step = step();
		try {
			bindUnixSocket();
			holdWebServers();
			publishConfigured(environment);
		}
		finally {
			this.ports.end(step);
		}
	}

	private void holdWebServers() {
		List<PortRequest> movable = new ArrayList<>();
		List<PortRequest> fixed = new ArrayList<>();
		for (PortRequest request : this.configuration.requests()) {
			if (request.kind().isWebServer()) {
				boolean isMovable = request.isConfigured()
						&& (request.fallback().value().moves() || request.isRandom());
				(isMovable ? movable : fixed).add(request);
			}
		}
		if (resolution(movable) instanceof Resolution.Resolved resolved) {
			this.ports.addAll(resolved.ports());
		}
		for (PortRequest request : fixed) {
			tryConfigured(request);
		}
	}

	private void tryConfigured(PortRequest request) {
		if (starts().portBeforeRestart(request).orElse(request.port()) == request.port()) {
			PortAllocation allocation = resolver().tryConfigured(request, this.configuration.properties().settings());
			this.ports.addAll((allocation != null) ? List.of(allocation) : List.of());
		}
	}

	// The configured ports that could not be had at the first look, now that listeners
	// and initializers have changed the configuration
	void holdRefused(ConfigurableEnvironment environment) {
		if (refused().isEmpty()) {
			return;
		}
		this.configuration = read(environment, null);
		this.ports.releaseChanged(this.configuration.requests());
		resolve(refused());
		publishConfigured(environment);
	}

	private List<PortRequest> refused() {
		List<PortRequest> refused = new ArrayList<>();
		for (PortRequest request : this.ports.missing(this.configuration.requests())) {
			if (request.kind().isWebServer() && !isDefault(request)) {
				refused.add(request);
			}
		}
		return refused;
	}

	// Classes that are yet to be read may configure another one: @PropertySource
	private static boolean isDefault(PortRequest request) {
		return !request.isConfigured()
				|| String.valueOf(request.origin()).endsWith('"' + DefaultPropertiesPropertySource.NAME + '"');
	}

	private void publishConfigured(ConfigurableEnvironment environment) {
		PortPropertySource.publish(environment, this.ports.allocations(), null);
		log(true);
	}

	private void log(boolean configuredOnly) {
		for (PortAllocation allocation : this.ports.allocations()) {
			ResolvedPort port = allocation.port();
			if (allocation.request().isConfigured() || !configuredOnly) {
				this.ports.log(allocation, port.isMoved() ? registry().otherInstance(port.requested()) : null);
			}
		}
	}

	// The second look, before there are beans: hold everything that is asked for, and
	// nothing else
	void holdAll(ConfigurableApplicationContext context) {
		StartupStep step = step();
		try {
			ApplicationContext parent = context.getParent();
			this.configuration = read(context.getEnvironment(), context.getBeanFactory());
			bindUnixSocket();
			warnOfUnusedSocket();
			List<PortRequest> requests = ownRequests(parent);
			this.ports.releaseChanged(requests);
			resolve(this.ports.missing(requests));
			PortPropertySource.publish(context.getEnvironment(), this.ports.allocations(),
					(parent != null) ? parent.getEnvironment() : null);
			log(false);
			remember();
			removeStalePortFile();
		}
		finally {
			this.ports.end(step);
		}
	}

	// Without ports the registry is not even opened
	private void remember() {
		if (!this.ports.allocations().isEmpty()) {
			starts().remember(this.ports.allocations());
		}
	}

	private void warnOfUnusedSocket() {
		if (this.configuration.socket() != null && this.configuration.serverOff()) {
			this.logger.warn(
					"Unix socket " + this.configuration.socket() + " is not used: server.port=-1 disables the server");
		}
	}

	private StartupStep step() {
		return this.application.getApplicationStartup().start("port-resolver.resolve");
	}

	private void removeStalePortFile() {
		Path path = this.configuration.properties().getPortFile();
		if (path != null) {
			ApplicationRegistration.removeStalePortFile(path, this.logger);
		}
	}

	private void bindUnixSocket() {
		UnixSocket socket = this.unixSocket;
		UnixSocketRequest wanted = this.configuration.serverOff() ? null : this.configuration.socket();
		if (socket != null && !socket.request().equals(wanted)) {
			socket.destroy();
			this.unixSocket = null;
		}
		if (this.unixSocket == null && wanted != null) {
			this.unixSocket = UnixSocketStart.bind(wanted, this.configuration.properties(), this.logger);
		}
	}

	// A named port that the parent context has for the same configuration is this one's,
	// too; the ports of servers are each context's own
	private List<PortRequest> ownRequests(@Nullable ApplicationContext parent) {
		String name = HeldPorts.class.getName();
		HeldPorts parents = (parent != null && parent.containsBean(name)) ? parent.getBean(name, HeldPorts.class)
				: null;
		List<PortRequest> own = new ArrayList<>(this.configuration.requests());
		if (parents != null) {
			for (PortAllocation allocation : parents.allocations()) {
				if (own.removeIf((request) -> isSameNamedPort(request, allocation.request()))) {
					this.inherited.add(allocation);
				}
			}
		}
		return own;
	}

	private static boolean isSameNamedPort(PortRequest own, PortRequest parents) {
		return own.kind() == PortKind.NAMED && own.name().equals(parents.name())
				&& own.property().equals(parents.property()) && own.port() == parents.port();
	}

	private void resolve(List<PortRequest> requests) {
		Resolution resolution = resolution(requests);
		if (resolution instanceof Resolution.Refused refused) {
			throw new PortRefusedException(refused, registry().otherInstance(refused.request().port()));
		}
		this.ports.addAll(((Resolution.Resolved) resolution).ports());
	}

	private Resolution resolution(List<PortRequest> requests) {
		if (requests.isEmpty()) {
			return new Resolution.Resolved(List.of());
		}
		Set<Integer> reserved = new HashSet<>();
		for (PortRequest request : this.configuration.requests()) {
			if (!request.isRandom()) {
				reserved.add(request.port());
			}
		}
		for (PortAllocation allocation : this.ports.allocations()) {
			reserved.add(allocation.port().port());
		}
		return resolver().resolve(requests, this.configuration.properties().settings(), starts(), reserved);
	}

	private PortResolver resolver() {
		return PortResolver.ofSystem(registry().leases());
	}

	private ApplicationStartHistory starts() {
		return new ApplicationStartHistory(this.configuration.properties(), registry(), this.log);
	}

	// After all that was written since
	void logMoved() {
		this.ports.logMoved();
	}

	StartConfiguration configuration() {
		return this.configuration;
	}

	// Opened when it is needed for the first time
	Registry registry() {
		Registry registry = this.registry;
		if (registry == null) {
			registry = this.configuration.properties()
				.getRegistry()
				.open(this.logger, this.name, this.application.getMainApplicationClass());
			this.registry = registry;
		}
		return registry;
	}

	@Nullable UnixSocket unixSocket() {
		return this.unixSocket;
	}

	// From now on what is held is the caller's to close
	HeldPorts heldPorts() {
		return new HeldPorts(this.ports.allocations(), this.inherited, this.configuration.fallback(),
				this.configuration.properties().getTransport());
	}

	// Because the start failed
	void close(Throwable failure) {
		// That of another instance, which goes on, stays
		if (!(failure instanceof PortRefusedException refused && refused.hasOtherInstance())) {
			removeStalePortFile();
		}
		close();
	}

	void close() {
		this.ports.close();
		if (this.unixSocket != null) {
			this.unixSocket.destroy();
		}
	}

}
