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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.portresolver.Fallback;
import io.github.portresolver.Hold;
import io.github.portresolver.boot.PropertyReader.ConfiguredPort;
import io.github.portresolver.resolve.PortRange;
import io.github.portresolver.resolve.PortRequest;
import io.github.portresolver.resolve.PortRequest.FallbackVerdict;
import io.github.portresolver.resolve.PortRequest.PortKind;
import io.github.portresolver.resolve.PortRequest.UrlTemplate;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Finds out which properties ask for a port, with Spring Boot's meaning of unset, zero,
 * negative and equal ports.
 */
class PortRequests {

	static final String MANAGEMENT_CLASS = "org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType";

	static final String GRPC_FACTORY = "org.springframework.grpc.server.GrpcServerFactory";

	static final String RSOCKET_FACTORY = "org.springframework.boot.rsocket.server.RSocketServerFactory";

	private static final String IN_PROCESS = "org.springframework.grpc.server.InProcessGrpcServerFactory";

	private final PropertyReader reader;

	private final PortResolverProperties properties;

	private final FallbackVerdict fallback;

	private final @Nullable ClassLoader classLoader;

	private final List<PortRequest> requests = new ArrayList<>();

	private ConfiguredPort server = ConfiguredPort.UNSET;

	PortRequests(PropertyReader reader, PortResolverProperties properties, FallbackVerdict fallback,
			@Nullable ClassLoader classLoader) {
		this.reader = reader;
		this.properties = properties;
		this.fallback = fallback;
		this.classLoader = classLoader;
	}

	// Switched off by a negative port
	boolean isServerOff() {
		return this.server.isNegative();
	}

	List<PortRequest> requests() {
		return this.requests;
	}

	void addWebServers(WebApplicationType type, boolean withServer) {
		if (type != WebApplicationType.NONE) {
			addWebServers(withServer, backlog(type), serverUrl(type));
		}
	}

	private void addWebServers(boolean withServer, int backlog, UrlTemplate serverUrl) {
		this.server = this.reader.readPort(PortKind.SERVER.property());
		ConfiguredPort management = ClassUtils.isPresent(MANAGEMENT_CLASS, this.classLoader)
				? this.reader.readPort(PortKind.MANAGEMENT.property()) : ConfiguredPort.UNSET;
		boolean same = isSame(management);
		if (withServer && !isServerOff() && !isInherited()) {
			add(PortKind.SERVER, this.server,
					(same && management.port() != null) ? List.of(PortKind.MANAGEMENT.property()) : List.of(), backlog,
					serverUrl);
		}
		if (!same && !management.isNegative()) {
			add(PortKind.MANAGEMENT, management, List.of(), backlog, managementUrl());
		}
	}

	// A socket that systemd.socket(5) or inetd(8) has bound for the server already
	private boolean isInherited() {
		try {
			return isStandardInputSocket() && System.inheritedChannel() instanceof ServerSocketChannel channel
					&& channel.getLocalAddress() instanceof InetSocketAddress address
					&& address.getPort() == serverPort();
		}
		catch (IOException ex) {
			return false;
		}
	}

	// As far as it can be told: to ask for the channel opens /dev/null for good
	private static boolean isStandardInputSocket() {
		try {
			return Files.readSymbolicLink(Path.of("/proc/self/fd/0")).toString().startsWith("socket:");
		}
		catch (IOException | UnsupportedOperationException ex) {
			return true;
		}
	}

	private int serverPort() {
		return (this.server.port() != null) ? this.server.port() : PortKind.SERVER.defaultPort();
	}

	// As Spring Boot's ManagementPortType
	private boolean isSame(ConfiguredPort management) {
		return management.port() == null || (management.port() > 0 && management.port() == serverPort());
	}

	// As far as the class path tells, as long as no bean definitions are there
	void addRpcServers(@Nullable ListableBeanFactory beanFactory) {
		if (isRpcServerDefined(PortKind.GRPC, beanFactory, this.classLoader) && !isGrpcDomainSocket()) {
			addRpcServer(PortKind.GRPC, "grpc");
		}
		if (isRpcServerDefined(PortKind.RSOCKET, beanFactory, this.classLoader)) {
			String transport = this.reader.read(PortKind.RSOCKET.prefix() + "transport", String.class);
			addRpcServer(PortKind.RSOCKET, "websocket".equalsIgnoreCase(transport) ? "ws" : "tcp");
		}
	}

	private void addRpcServer(PortKind kind, String scheme) {
		ConfiguredPort configured = this.reader.readPort(kind.property());
		if (!configured.isNegative()) {
			add(kind, configured, List.of(), (kind == PortKind.GRPC) ? EmbeddedServer.ACCEPT_QUEUE_OF_GRPC : 0,
					new UrlTemplate(isSsl(kind) ? scheme + "s" : scheme, ""));
		}
	}

	private boolean isGrpcDomainSocket() {
		String prefix = PortKind.GRPC.prefix();
		String transport = this.reader.read(prefix + "netty.transport", String.class);
		if (transport != null) {
			return transport.replaceAll("[-_]", "").equalsIgnoreCase("domainsocket");
		}
		return this.reader.hasAny(prefix, "netty.domain-socket-path") && !this.reader.hasAny(prefix, "port", "address");
	}

	private void add(PortKind kind, ConfiguredPort configured, List<String> aliases, int backlog, UrlTemplate url) {
		this.requests.add(new PortRequest(kind, kind.portName(), kind.property(), aliases, configured.value(),
				configured.describeOrigin(), (configured.port() != null) ? configured.port() : kind.defaultPort(),
				this.reader.read(kind.prefix() + "address", InetAddress.class), backlog, this.fallback,
				this.properties.hold(this.fallback.value()), this.properties.getRandom().range(), url));
	}

	void addNamedPorts() {
		this.properties.getPorts().forEach((name, port) -> {
			String property = (port.property() != null) ? port.property().strip() : "";
			checkNamedPort("port-resolver.ports." + name, name, property);
			addNamedPort(name, port, property);
		});
	}

	private void checkNamedPort(String key, String name, String property) {
		if (Stream.of(PortKind.values()).map(PortKind::portName).anyMatch(name::equals)) {
			throw this.reader.invalid("port-resolver.ports", name, key + ".property",
					"the name is reserved for the port of a server",
					"names other than server, management, grpc and rsocket");
		}
		if (property.isEmpty() || isRequested(property)) {
			throw this.reader.invalid(key + ".property", property, key + ".property",
					property.isEmpty() ? "must not be empty" : "the port of this property is already resolved",
					"the name of a property that asks for another port");
		}
	}

	private boolean isRequested(String property) {
		Set<ConfigurationPropertyName> resolved = Stream
			.concat(EnumSet.of(PortKind.SERVER, PortKind.MANAGEMENT).stream().map(PortKind::property),
					this.requests.stream().map(PortRequest::property))
			.map((name) -> ConfigurationPropertyName.adapt(name, '.'))
			.collect(Collectors.toSet());
		return resolved.contains(ConfigurationPropertyName.adapt(property, '.'));
	}

	private void addNamedPort(String name, PortResolverProperties.Port port, String property) {
		ConfiguredPort configured = this.reader.readPort(property);
		if (configured.isNegative()) {
			return;
		}
		String key = "port-resolver.ports." + name + ".fallback";
		FallbackVerdict fallback = (port.fallback() != Fallback.AUTO)
				? FallbackVerdict.configured(key, port.fallback(), this.reader.origin(key)) : this.fallback;
		PortRange range = (port.random().range() != null) ? port.random().range() : this.properties.getRandom().range();
		this.requests.add(new PortRequest(PortKind.NAMED, name, property, List.of(), configured.value(),
				configured.describeOrigin(), (configured.port() != null) ? configured.port() : 0, null, 0, fallback,
				Hold.LEASE, range, new UrlTemplate("tcp", "")));
	}

	private UrlTemplate serverUrl(WebApplicationType type) {
		String path = path(
				(type == WebApplicationType.REACTIVE) ? "spring.webflux.base-path" : "server.servlet.context-path", "");
		return new UrlTemplate(isSsl(PortKind.SERVER) ? "https" : "http", path + "/");
	}

	// As Spring Boot's ManagementWebServerFactoryCustomizer
	private UrlTemplate managementUrl() {
		boolean own = this.reader.hasAny(PortKind.MANAGEMENT.prefix() + "ssl.", "enabled", "bundle", "key-store",
				"certificate");
		String path = path("management.server.base-path", "") + path("management.endpoints.web.base-path", "/actuator");
		return new UrlTemplate(isSsl(own ? PortKind.MANAGEMENT : PortKind.SERVER) ? "https" : "http",
				path.isEmpty() ? "/" : path);
	}

	private String path(String property, String defaultPath) {
		String path = this.reader.read(property, String.class);
		String trimmed = StringUtils.trimTrailingCharacter((path != null) ? path.strip() : defaultPath, '/');
		return (trimmed.isEmpty() || trimmed.startsWith("/")) ? trimmed : "/" + trimmed;
	}

	private boolean isSsl(PortKind kind) {
		return this.reader.hasAny(kind.prefix() + "ssl.", "bundle", "key-store", "certificate")
				&& !Boolean.FALSE.equals(this.reader.read(kind.prefix() + "ssl.enabled", Boolean.class));
	}

	int backlog(WebApplicationType type) {
		return EmbeddedServer.acceptQueue(type, this.reader, this.classLoader);
	}

	// Whether there is one that binds a port; no bean is created
	static boolean isRpcServerDefined(PortKind kind, @Nullable ListableBeanFactory beanFactory,
			@Nullable ClassLoader classLoader) {
		String factoryName = (kind == PortKind.GRPC) ? GRPC_FACTORY : RSOCKET_FACTORY;
		if (beanFactory == null || !ClassUtils.isPresent(factoryName, classLoader)) {
			return ClassUtils.isPresent(factoryName, classLoader);
		}
		Class<?> factory = ClassUtils.resolveClassName(factoryName, classLoader);
		return Arrays.stream(beanFactory.getBeanNamesForType(factory, true, false))
			.map((name) -> beanFactory.getType(name, false))
			.anyMatch((type) -> type != null && !type.getName().equals(IN_PROCESS));
	}

}
