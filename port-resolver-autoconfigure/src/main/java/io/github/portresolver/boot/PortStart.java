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
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
import io.github.portresolver.resolve.PortAllocation;
import io.github.portresolver.resolve.PortRequest;
import io.github.portresolver.resolve.PortRequest.PortKind;
import io.github.portresolver.resolve.PortResolver;
import io.github.portresolver.resolve.PortResolver.Resolution;
import io.github.portresolver.unix.UnixSocket;
import io.github.portresolver.unix.UnixSocketRequest;
import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

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

	private final Set<ResolvedPort> logged = new HashSet<>();

	private final ApplicationIdentity identity;

	private @Nullable Registry registry;

	private StartConfiguration configuration;

	private List<PortAllocation> allocations = List.of();

	private List<PortAllocation> inherited = List.of();

	private @Nullable UnixSocket unixSocket;

	PortStart(ConfigurableEnvironment environment, SpringApplication application, WebApplicationType type, Log logger) {
		this.application = application;
		this.type = type;
		this.logger = logger;
		this.log = new PortLog(logger);
		this.configuration = read(environment,
				(kind) -> PortRequests.isRpcServerPossible(kind, this.application.getClassLoader()));
		this.identity = identity(environment);
	}

	private StartConfiguration read(ConfigurableEnvironment environment, Predicate<PortKind> rpcServers) {
		environment.getPropertySources().remove(PortPropertySource.NAME);
		// Spring Boot does so too, but only after the second look
		DefaultPropertiesPropertySource.moveToEnd(environment);
		return StartConfiguration.read(environment, this.application.getClassLoader(), this.type, rpcServers);
	}

	private ApplicationIdentity identity(ConfigurableEnvironment environment) {
		Class<?> mainClass = this.application.getMainApplicationClass();
		String fallbackName = (mainClass != null) ? mainClass.getSimpleName() : "application";
		return ApplicationIdentity.of(environment.getProperty("spring.application.name", fallbackName), mainClass);
	}

	// The first look. What cannot be had is left to later looks, since another port may
	// still be configured.
	void holdConfigured(ConfigurableEnvironment environment) {
		inStep(() -> holdConfiguredPorts(environment));
	}

	private void holdConfiguredPorts(ConfigurableEnvironment environment) {
		bindUnixSocket();
		List<PortRequest> requests = this.configuration.requests();
		boolean moves = this.configuration.fallback().value() != Fallback.NONE;
		Predicate<PortRequest> movable = (request) -> request.isConfigured() && (moves || request.isRandom());
		Set<Integer> asked = requests.stream()
			.filter((request) -> !request.isRandom())
			.map(PortRequest::port)
			.collect(Collectors.toSet());
		if (resolution(webServers().filter(movable).toList(), asked) instanceof Resolution.Resolved resolved) {
			resolved.ports().forEach(this::add);
		}
		webServers().filter(movable.negate())
			.filter((
					request) -> starts().portBeforeRestart(request).stream().allMatch((port) -> port == request.port()))
			.map((request) -> resolver().tryConfigured(request, this.configuration.properties().settings()))
			.forEach(this::add);
		publishConfigured(environment);
	}

	// The configured ports that could not be had at the first look, now that listeners
	// and initializers have changed the configuration
	void holdRefused(ConfigurableEnvironment environment) {
		if (refused().isEmpty()) {
			return;
		}
		this.configuration = read(environment,
				(kind) -> PortRequests.isRpcServerPossible(kind, this.application.getClassLoader()));
		releaseChanged(this.configuration.requests());
		resolve(refused());
		publishConfigured(environment);
	}

	private Stream<PortRequest> webServers() {
		return this.configuration.requests()
			.stream()
			.filter((request) -> request.kind() == PortKind.SERVER || request.kind() == PortKind.MANAGEMENT);
	}

	private List<PortRequest> refused() {
		return webServers().filter((request) -> !isDefault(request))
			.filter((request) -> this.allocations.stream().noneMatch(named(request.name())))
			.toList();
	}

	// Classes that are yet to be read may configure another one: @PropertySource
	private static boolean isDefault(PortRequest request) {
		return !request.isConfigured()
				|| String.valueOf(request.origin()).endsWith('"' + DefaultPropertiesPropertySource.NAME + '"');
	}

	private void publishConfigured(ConfigurableEnvironment environment) {
		PortPropertySource.publish(environment, this.allocations, null);
		this.allocations.stream().filter((allocation) -> allocation.request().isConfigured()).forEach(this::log);
	}

	// The second look, before there are beans: hold everything that is asked for, and
	// nothing else
	void holdAll(ConfigurableApplicationContext context) {
		inStep(() -> holdAllPorts(context));
	}

	private void inStep(Runnable look) {
		List<PortAllocation> before = this.allocations;
		StartupStep step = this.application.getApplicationStartup().start("port-resolver.resolve");
		try {
			look.run();
		}
		finally {
			this.allocations.stream()
				.filter((allocation) -> before.stream().noneMatch((one) -> one.held() == allocation.held()))
				.map(PortAllocation::port)
				.forEach((port) -> step.tag("name", port.name())
					.tag("requested", String.valueOf(port.requested()))
					.tag("port", String.valueOf(port.port()))
					.tag("source", port.source().toString()));
			step.end();
		}
	}

	private void holdAllPorts(ConfigurableApplicationContext context) {
		ConfigurableEnvironment environment = context.getEnvironment();
		ApplicationContext parent = context.getParent();
		this.configuration = read(environment, (kind) -> PortRequests.isRpcServerDefined(kind, context.getBeanFactory(),
				this.application.getClassLoader()));
		bindUnixSocket();
		if (this.configuration.socket() != null && this.configuration.serverOff()) {
			this.logger.warn(
					"Unix socket " + this.configuration.socket() + " is not used: server.port=-1 disables the server");
		}
		this.inherited = inherited(parent);
		List<PortRequest> requests = this.configuration.requests()
			.stream()
			.filter((request) -> this.inherited.stream().noneMatch(named(request.name())))
			.toList();
		releaseChanged(requests);
		resolve(requests.stream()
			.filter((request) -> this.allocations.stream().noneMatch(named(request.name())))
			.toList());
		PortPropertySource.publish(environment, this.allocations, (parent != null) ? parent.getEnvironment() : null);
		this.allocations.forEach(this::log);
		remember();
		removeStalePortFile();
	}

	private void removeStalePortFile() {
		Path path = this.configuration.properties().portFile();
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
		HeldPorts held = (parent != null && parent.containsBean(HeldPorts.BEAN_NAME))
				? parent.getBean(HeldPorts.BEAN_NAME, HeldPorts.class) : null;
		return (held != null) ? held.allocations().stream().filter(this::isAskedForAgain).toList() : List.of();
	}

	private boolean isAskedForAgain(PortAllocation allocation) {
		PortRequest parents = allocation.request();
		return parents.kind() == PortKind.NAMED && this.configuration.requests()
			.stream()
			.anyMatch((request) -> request.name().equals(parents.name())
					&& request.property().equals(parents.property()) && request.port() == parents.port());
	}

	private static Predicate<PortAllocation> named(String name) {
		return (allocation) -> allocation.request().name().equals(name);
	}

	private void releaseChanged(List<PortRequest> requests) {
		List<PortAllocation> kept = new ArrayList<>();
		for (PortAllocation allocation : this.allocations) {
			PortRequest now = requests.stream()
				.filter((request) -> request.name().equals(allocation.request().name()))
				.findFirst()
				.orElse(null);
			if (now != null && now.isSameAs(allocation.request())) {
				kept.add(allocation.as(now));
			}
			else {
				allocation.held().close();
				this.log.writeReleased(allocation, now);
			}
		}
		this.allocations = List.copyOf(kept);
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
		this.allocations.forEach((allocation) -> reserved.add(allocation.port().port()));
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
			this.allocations = Stream.concat(this.allocations.stream(), Stream.of(allocation)).toList();
		}
	}

	private void log(PortAllocation allocation) {
		if (this.logged.add(allocation.port())) {
			this.log.write(allocation, this.configuration.fallback(),
					allocation.port().isMoved() ? registry().otherInstance(allocation.request().port()) : null);
		}
	}

	// After all that was written since
	void logMoved() {
		this.allocations.stream().map(PortAllocation::port).filter(ResolvedPort::isMoved).forEach(this.log::writeMoved);
	}

	private void remember() {
		this.allocations.stream()
			.map(PortAllocation::port)
			.filter((port) -> port.source() == PortSource.RANDOM)
			.forEach((port) -> registry().rememberPort(port.name(), port.port()));
		KnownStarts.remember(this.identity.name(), this.allocations);
	}

	StartConfiguration configuration() {
		return this.configuration;
	}

	// Opened when it is needed for the first time
	Registry registry() {
		Registry registry = this.registry;
		if (registry == null) {
			registry = this.configuration.properties().registry().open(this.logger, this.identity);
			this.registry = registry;
		}
		return registry;
	}

	@Nullable UnixSocket unixSocket() {
		return this.unixSocket;
	}

	// From now on what is held is the caller's to close
	HeldPorts heldPorts() {
		return new HeldPorts(this.allocations, this.inherited, this.configuration.fallback(),
				this.configuration.properties().transport().on(System.getProperty("os.name", "")));
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
		this.allocations.forEach((allocation) -> allocation.held().close());
		if (this.unixSocket != null) {
			this.unixSocket.destroy();
		}
	}

}
