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

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.portresolver.Fallback;
import io.github.portresolver.PortSource;
import io.github.portresolver.ResolvedPort;
import io.github.portresolver.failure.PortRefusedException;
import io.github.portresolver.handoff.HeldPorts;
import io.github.portresolver.publish.PortFile;
import io.github.portresolver.publish.PortLog;
import io.github.portresolver.publish.PortPropertySource;
import io.github.portresolver.registry.ApplicationIdentity;
import io.github.portresolver.registry.Registry;
import io.github.portresolver.resolve.HeldPort;
import io.github.portresolver.resolve.PortAllocation;
import io.github.portresolver.resolve.PortRequest;
import io.github.portresolver.resolve.PortRequest.PortKind;
import io.github.portresolver.resolve.PortResolver;
import io.github.portresolver.resolve.PortResolver.Resolution;
import io.github.portresolver.unix.UnixSocket;
import io.github.portresolver.unix.UnixSocketRequest;
import org.apache.commons.logging.Log;
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

	private final ApplicationIdentity identity;

	private final Map<String, PortAllocation> allocations = new LinkedHashMap<>();

	private final Set<String> logged = new HashSet<>();

	private @Nullable Registry registry;

	private StartConfiguration configuration;

	private List<PortAllocation> inherited = List.of();

	private @Nullable UnixSocket unixSocket;

	PortStart(ConfigurableEnvironment environment, SpringApplication application, WebApplicationType type, Log logger) {
		this.application = application;
		this.type = type;
		this.logger = logger;
		this.log = new PortLog(logger);
		this.configuration = read(environment, null);
		this.identity = identity(environment);
	}

	// Bean definitions are there at the second look
	private StartConfiguration read(ConfigurableEnvironment environment, @Nullable ListableBeanFactory beanFactory) {
		environment.getPropertySources().remove(PortPropertySource.NAME);
		// Spring Boot does so too, but only after the second look
		DefaultPropertiesPropertySource.moveToEnd(environment);
		return StartConfiguration.read(environment, this.application.getClassLoader(), this.type, beanFactory);
	}

	private ApplicationIdentity identity(ConfigurableEnvironment environment) {
		Class<?> mainClass = this.application.getMainApplicationClass();
		String fallbackName = (mainClass != null) ? mainClass.getSimpleName() : "application";
		return ApplicationIdentity.of(environment.getProperty("spring.application.name", fallbackName), mainClass);
	}

	// The first look. What cannot be had is left to later looks, since another port may
	// still be configured.
	void holdConfigured(ConfigurableEnvironment environment) {
		StartupStep step = this.application.getApplicationStartup().start("port-resolver.resolve");
		try {
			bindUnixSocket();
			boolean moves = this.configuration.fallback().value() != Fallback.NONE;
			Set<Integer> asked = new HashSet<>();
			List<PortRequest> movable = new ArrayList<>();
			List<PortRequest> fixed = new ArrayList<>();
			for (PortRequest request : this.configuration.requests()) {
				if (!request.isRandom()) {
					asked.add(request.port());
				}
				if (request.kind().isWebServer()) {
					boolean isMovable = request.isConfigured() && (moves || request.isRandom());
					(isMovable ? movable : fixed).add(request);
				}
			}
			if (resolution(movable, asked) instanceof Resolution.Resolved resolved) {
				resolved.ports().forEach(this::add);
			}
			for (PortRequest request : fixed) {
				if (starts().portBeforeRestart(request).orElse(request.port()) == request.port()) {
					add(resolver().tryConfigured(request, this.configuration.properties().settings()));
				}
			}
			publishConfigured(environment);
		}
		finally {
			end(step, Set.of());
		}
	}

	// The configured ports that could not be had at the first look, now that listeners
	// and initializers have changed the configuration
	void holdRefused(ConfigurableEnvironment environment) {
		if (refused().isEmpty()) {
			return;
		}
		this.configuration = read(environment, null);
		releaseChanged();
		resolve(refused());
		publishConfigured(environment);
	}

	private List<PortRequest> refused() {
		List<PortRequest> refused = new ArrayList<>();
		for (PortRequest request : this.configuration.requests()) {
			if (request.kind().isWebServer() && !isDefault(request) && !this.allocations.containsKey(request.name())) {
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
		PortPropertySource.publish(environment, this.allocations.values(), null);
		for (PortAllocation allocation : this.allocations.values()) {
			if (allocation.request().isConfigured()) {
				log(allocation);
			}
		}
	}

	// The second look, before there are beans: hold everything that is asked for, and
	// nothing else
	void holdAll(ConfigurableApplicationContext context) {
		Set<HeldPort> before = held();
		StartupStep step = this.application.getApplicationStartup().start("port-resolver.resolve");
		try {
			ApplicationContext parent = context.getParent();
			this.configuration = read(context.getEnvironment(), context.getBeanFactory());
			bindUnixSocket();
			if (this.configuration.socket() != null && this.configuration.serverOff()) {
				this.logger.warn("Unix socket " + this.configuration.socket()
						+ " is not used: server.port=-1 disables the server");
			}
			this.inherited = inherited(parent);
			releaseChanged();
			resolve(missing());
			PortPropertySource.publish(context.getEnvironment(), this.allocations.values(),
					(parent != null) ? parent.getEnvironment() : null);
			this.allocations.values().forEach(this::log);
			remember();
			removeStalePortFile();
		}
		finally {
			end(step, before);
		}
	}

	private void end(StartupStep step, Set<HeldPort> before) {
		for (PortAllocation allocation : this.allocations.values()) {
			if (!before.contains(allocation.held())) {
				ResolvedPort port = allocation.port();
				step.tag("name", port.name())
					.tag("requested", String.valueOf(port.requested()))
					.tag("port", String.valueOf(port.port()))
					.tag("source", port.source().toString());
			}
		}
		step.end();
	}

	private Set<HeldPort> held() {
		Set<HeldPort> held = new HashSet<>();
		for (PortAllocation allocation : this.allocations.values()) {
			held.add(allocation.held());
		}
		return held;
	}

	private void removeStalePortFile() {
		Path path = this.configuration.properties().getPortFile();
		if (path != null) {
			try {
				new PortFile(path).removeStale();
			}
			catch (IOException ex) {
				this.logger.warn("Port file '" + path + "' of an earlier run could not be removed: " + ex);
			}
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

	// Both contexts read the same configuration, and mean the same port; the ports of
	// servers are each context's own
	private List<PortAllocation> inherited(@Nullable ApplicationContext parent) {
		List<PortAllocation> inherited = new ArrayList<>();
		if (parent != null && parent.containsBean(HeldPorts.BEAN_NAME)) {
			for (PortAllocation allocation : parent.getBean(HeldPorts.BEAN_NAME, HeldPorts.class).allocations()) {
				PortRequest parents = allocation.request();
				PortRequest own = this.configuration.request(parents.name());
				if (parents.kind() == PortKind.NAMED && own != null && own.property().equals(parents.property())
						&& own.port() == parents.port()) {
					inherited.add(allocation);
				}
			}
		}
		return inherited;
	}

	private boolean isInherited(PortRequest request) {
		for (PortAllocation allocation : this.inherited) {
			if (allocation.request().name().equals(request.name())) {
				return true;
			}
		}
		return false;
	}

	private List<PortRequest> missing() {
		List<PortRequest> missing = new ArrayList<>();
		for (PortRequest request : this.configuration.requests()) {
			if (!isInherited(request) && !this.allocations.containsKey(request.name())) {
				missing.add(request);
			}
		}
		return missing;
	}

	private void releaseChanged() {
		for (PortAllocation allocation : List.copyOf(this.allocations.values())) {
			PortRequest now = this.configuration.request(allocation.request().name());
			if (now != null && !isInherited(now) && now.isSameAs(allocation.request())) {
				add(allocation.as(now));
			}
			else {
				this.allocations.remove(allocation.request().name());
				allocation.held().close();
				this.log.writeReleased(allocation, now);
			}
		}
	}

	private void resolve(List<PortRequest> requests) {
		Resolution resolution = resolution(requests, Set.of());
		if (resolution instanceof Resolution.Refused refused) {
			throw new PortRefusedException(refused, this.configuration.fallback(),
					registry().otherInstance(refused.request().port()));
		}
		((Resolution.Resolved) resolution).ports().forEach(this::add);
	}

	private Resolution resolution(List<PortRequest> requests, Set<Integer> asked) {
		if (requests.isEmpty()) {
			return new Resolution.Resolved(List.of());
		}
		Set<Integer> reserved = new HashSet<>(asked);
		for (PortAllocation allocation : this.allocations.values()) {
			reserved.add(allocation.port().port());
		}
		return resolver().resolve(requests, this.configuration.properties().settings(), starts(), reserved);
	}

	private PortResolver resolver() {
		return PortResolver.ofSystem(registry().leases());
	}

	private KnownStarts starts() {
		return new KnownStarts(this.configuration.properties(), registry(), this.log);
	}

	private void add(@Nullable PortAllocation allocation) {
		if (allocation != null) {
			this.allocations.put(allocation.request().name(), allocation);
		}
	}

	// Once more if the configuration changes what the line says
	private void log(PortAllocation allocation) {
		ResolvedPort port = allocation.port();
		if (this.logged.add(port.name() + " " + port.source() + " " + port.url())) {
			this.log.write(allocation, this.configuration.fallback(),
					port.isMoved() ? registry().otherInstance(port.requested()) : null);
		}
	}

	// After all that was written since
	void logMoved() {
		for (PortAllocation allocation : this.allocations.values()) {
			if (allocation.port().isMoved()) {
				this.log.writeMoved(allocation.port());
			}
		}
	}

	private void remember() {
		for (PortAllocation allocation : this.allocations.values()) {
			ResolvedPort port = allocation.port();
			if (port.source() == PortSource.RANDOM) {
				registry().rememberPort(port.name(), port.port());
			}
		}
		KnownStarts.remember(this.identity.name(), this.allocations.values());
	}

	StartConfiguration configuration() {
		return this.configuration;
	}

	// Opened when it is needed for the first time
	Registry registry() {
		Registry registry = this.registry;
		if (registry == null) {
			registry = this.configuration.properties().getRegistry().open(this.logger, this.identity);
			this.registry = registry;
		}
		return registry;
	}

	@Nullable UnixSocket unixSocket() {
		return this.unixSocket;
	}

	// From now on what is held is the caller's to close
	HeldPorts heldPorts() {
		return new HeldPorts(List.copyOf(this.allocations.values()), this.inherited, this.configuration.fallback(),
				this.configuration.properties().getTransport().on(System.getProperty("os.name", "")));
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
		for (PortAllocation allocation : this.allocations.values()) {
			allocation.held().close();
		}
		if (this.unixSocket != null) {
			this.unixSocket.destroy();
		}
	}

}
