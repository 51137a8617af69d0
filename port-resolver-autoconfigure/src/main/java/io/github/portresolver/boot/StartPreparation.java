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
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.portresolver.failure.InvalidPropertyException;
import io.github.portresolver.failure.PortConflictException;
import io.github.portresolver.handoff.HeldPorts;
import io.github.portresolver.handoff.Transport;
import io.github.portresolver.lease.PortLeases;
import io.github.portresolver.publish.Announcement;
import io.github.portresolver.publish.PortFile;
import io.github.portresolver.publish.PortLog;
import io.github.portresolver.publish.PortPropertySource;
import io.github.portresolver.registry.ApplicationIdentity;
import io.github.portresolver.registry.Registry;
import io.github.portresolver.registry.RegistryDirectory;
import io.github.portresolver.resolve.FallbackVerdict;
import io.github.portresolver.resolve.HeldPort;
import io.github.portresolver.resolve.Hold;
import io.github.portresolver.resolve.PortResolver;
import io.github.portresolver.resolve.PortSource;
import io.github.portresolver.resolve.Resolution;
import io.github.portresolver.resolve.ResolvedPorts;
import io.github.portresolver.unix.UnixSocket;
import io.github.portresolver.unix.UnixSocketRequest;
import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Leads from an application's properties to its ports: gathers who takes part and has
 * each do its work in turn.
 */
class StartPreparation {

	private final ConfigurableEnvironment environment;

	private final SpringApplication application;

	private final Log logger;

	StartPreparation(ConfigurableEnvironment environment, SpringApplication application, Log logger) {
		this.environment = environment;
		this.application = application;
		this.logger = logger;
	}

	/**
	 * Resolve, publish and hold the ports.
	 * @param type the type of the web application
	 * @return the prepared start, or {@code null} if the starter is off or no port is
	 * asked for
	 * @throws PortConflictException if a port cannot be had
	 * @throws InvalidPropertyException if a property cannot be used
	 */
	@Nullable PreparedStart prepare(WebApplicationType type) {
		PropertyReader reader = new PropertyReader(this.environment);
		if (Boolean.FALSE.equals(reader.read("port-resolver.enabled", Boolean.class))) {
			return null;
		}
		PortResolverProperties properties = reader.readProperties();
		checkTransport(reader, properties);
		FallbackVerdict fallback = new FallbackDecision(this.environment, Surroundings.ofSystem()).decide(properties,
				reader.origin("port-resolver.fallback"));
		PortRequests requests = new PortRequests(reader, properties, fallback.value(),
				this.application.getClassLoader());
		UnixSocket socket = (type != WebApplicationType.NONE)
				? bindUnixSocket(reader, properties, type, requests.backlog()) : null;
		try {
			requests.addWebServers(type, socket == null || !socket.request().only());
			requests.addRpcServers(type);
			requests.addNamedPorts();
			boolean nothing = requests.requests().isEmpty() && socket == null;
			return nothing ? null : prepare(requests, properties, fallback, socket);
		}
		catch (RuntimeException ex) {
			if (socket != null) {
				socket.destroy();
			}
			throw ex;
		}
	}

	private void checkTransport(PropertyReader reader, PortResolverProperties properties) {
		Transport transport = properties.getTransport();
		if (!transport.isAdopting() && properties.getHold() == Hold.HAND_OFF) {
			throw new InvalidPropertyException("port-resolver.hold", properties.getHold().toString(),
					reader.origin("port-resolver.hold"),
					"with port-resolver.transport=" + transport + " no server can take over a held socket",
					"auto or guard", null);
		}
	}

	private @Nullable UnixSocket bindUnixSocket(PropertyReader reader, PortResolverProperties properties,
			WebApplicationType type, int backlog) {
		UnixSocketStart start = new UnixSocketStart(reader, properties);
		UnixSocketRequest request = start.request(type, backlog);
		if (request == null) {
			return null;
		}
		if (reader.readPort("server.port").isNegative()) {
			this.logger.warn("Unix socket " + request + " is not served: server.port=-1 switches the server off");
			return null;
		}
		return start.bind(request, properties.getOwner().getTimeout(), this.logger);
	}

	private PreparedStart prepare(PortRequests requests, PortResolverProperties properties, FallbackVerdict fallback,
			@Nullable UnixSocket socket) {
		ApplicationIdentity identity = identity();
		Registry registry = registry(identity, properties.getRegistry());
		RestartMemory memory = new RestartMemory(identity);
		PortLog log = new PortLog(this.logger);
		ParentPorts parent = ParentPorts.of(this.application, requests.requests());
		Resolution resolution = PortResolver.ofSystem(leases(registry))
			.resolve(parent.remaining(), properties.settings(), new OtherStarts(properties, registry, memory, log));
		if (resolution instanceof Resolution.Refused refused) {
			throw new PortConflictException(refused, fallback, registry.otherInstance(refused.request().port()));
		}
		Resolution.Resolved resolved = (Resolution.Resolved) resolution;
		ResolvedPorts own = new ResolvedPorts(resolved.ports(), fallback);
		ResolvedPorts ports = parent.addTo(own);
		HeldPorts heldPorts = heldPorts(ports, resolved, properties.getTransport());
		try {
			PortPropertySource.publish(this.environment, ports, requests.aliases(), requests.origins());
			log.write(own, registry::otherInstance);
			resolved.ports()
				.stream()
				.filter((port) -> port.source() == PortSource.RANDOM)
				.forEach((port) -> registry.rememberPort(port.name(), port.port()));
			memory.remember(ports);
			return new PreparedStart(heldPorts, announcement(ports, registry, properties, socket), socket,
					registry.records());
		}
		catch (RuntimeException ex) {
			heldPorts.destroy();
			throw ex;
		}
	}

	private Registry registry(ApplicationIdentity identity, RegistryProperties properties) {
		return properties.isEnabled() ? Registry.open(this.logger, identity, properties.getDirectory())
				: Registry.off(this.logger, identity);
	}

	private @Nullable PortLeases leases(Registry registry) {
		RegistryDirectory directory = registry.directory();
		return (directory != null) ? new PortLeases(directory, registry.identity().name(), registry.trouble()::report)
				: null;
	}

	private Announcement announcement(ResolvedPorts ports, Registry registry, PortResolverProperties properties,
			@Nullable UnixSocket socket) {
		Path portFile = properties.getPortFile();
		return new Announcement(this.logger, registry.trouble(), registry.identity(), ports,
				(socket != null) ? socket.request().path() : null, registry.records(),
				(portFile != null) ? new PortFile(portFile) : null);
	}

	private HeldPorts heldPorts(ResolvedPorts ports, Resolution.Resolved resolved, Transport transport) {
		Map<String, HeldPort> held = new LinkedHashMap<>();
		for (int i = 0; i < resolved.ports().size(); i++) {
			held.put(resolved.ports().get(i).name(), resolved.held().get(i));
		}
		return new HeldPorts(ports, held, transport.on(System.getProperty("os.name", "")));
	}

	private ApplicationIdentity identity() {
		Class<?> mainClass = this.application.getMainApplicationClass();
		String fallbackName = (mainClass != null) ? mainClass.getSimpleName() : "application";
		return ApplicationIdentity.ofName(this.environment.getProperty("spring.application.name", fallbackName));
	}

}
