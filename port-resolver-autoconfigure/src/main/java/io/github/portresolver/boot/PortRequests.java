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

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.portresolver.failure.InvalidPropertyException;
import io.github.portresolver.resolve.Fallback;
import io.github.portresolver.resolve.Hold;
import io.github.portresolver.resolve.PortRange;
import io.github.portresolver.resolve.PortRequest;
import io.github.portresolver.resolve.UrlTemplate;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.origin.Origin;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Finds out which properties ask for a port, with Spring Boot's meaning of unset, zero,
 * negative and equal ports.
 */
class PortRequests {

	static final String SERVER = "server";

	static final String MANAGEMENT = "management";

	static final String GRPC = "grpc";

	static final String RSOCKET = "rsocket";

	static final int DEFAULT_SERVER_PORT = 8080;

	private static final String MANAGEMENT_CLASS = "org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType";

	private static final String TOMCAT_CLASS = "org.springframework.boot.tomcat.TomcatWebServerFactory";

	private final PropertyReader reader;

	private final PortResolverProperties properties;

	private final Fallback fallback;

	private final @Nullable ClassLoader classLoader;

	private final List<PortRequest> requests = new ArrayList<>();

	private final Map<String, String> aliases = new LinkedHashMap<>();

	private final Map<String, Origin> origins = new LinkedHashMap<>();

	PortRequests(PropertyReader reader, PortResolverProperties properties, Fallback fallback,
			@Nullable ClassLoader classLoader) {
		this.reader = reader;
		this.properties = properties;
		this.fallback = fallback;
		this.classLoader = classLoader;
	}

	/**
	 * Add the requests of a web application's servers.
	 * @param type the type of the web application; there are none without
	 */
	void addWebServers(WebApplicationType type) {
		addWebServers(type, true);
	}

	/**
	 * Add the requests of a web application's servers.
	 * @param type the type of the web application; there are none without
	 * @param withServer whether the main server serves on a port
	 */
	void addWebServers(WebApplicationType type, boolean withServer) {
		if (type == WebApplicationType.NONE) {
			return;
		}
		PropertyReader.ConfiguredPort server = this.reader.readPort("server.port");
		PropertyReader.ConfiguredPort management = isPresent(MANAGEMENT_CLASS)
				? this.reader.readPort("management.server.port") : new PropertyReader.ConfiguredPort(null, null);
		if (withServer && !server.isNegative()) {
			add(SERVER, server, serverPath(type));
		}
		if (isSame(server, management)) {
			if (management.port() != null) {
				this.aliases.put("server.port", "management.server.port");
				putOrigin("management.server.port", management.origin());
			}
		}
		else if (!management.isNegative()) {
			add(MANAGEMENT, management, this.reader.read("management.server.base-path", String.class));
		}
	}

	// As Spring Boot's ManagementPortType
	private boolean isSame(PropertyReader.ConfiguredPort server, PropertyReader.ConfiguredPort management) {
		if (management.port() == null) {
			return true;
		}
		int serverPort = (server.port() != null) ? server.port() : DEFAULT_SERVER_PORT;
		return management.port() > 0 && management.port() == serverPort;
	}

	/**
	 * Add the requests of the servers of gRPC and RSocket.
	 * @param type the type of the web application
	 */
	void addRpcServers(WebApplicationType type) {
		RpcServers servers = new RpcServers(this.reader, this::isPresent);
		if (servers.hasGrpc(type)) {
			addRpcServer(GRPC, RpcServers.GRPC_PREFIX, RpcServers.DEFAULT_GRPC_PORT,
					isSsl(RpcServers.GRPC_PREFIX) ? "grpcs" : "grpc");
		}
		if (servers.hasRSocket()) {
			addRpcServer(RSOCKET, RpcServers.RSOCKET_PREFIX, 0,
					servers.rSocketScheme() + (isSsl(RpcServers.RSOCKET_PREFIX) ? "s" : ""));
		}
	}

	private void addRpcServer(String name, String prefix, int defaultPort, String scheme) {
		PropertyReader.ConfiguredPort configured = this.reader.readPort(prefix + "port");
		// Whether the server is there at all is not known yet: no start fails for a
		// default
		boolean asked = configured.port() != null || this.fallback.moves();
		if (asked && !configured.isNegative()) {
			add(name, prefix, (configured.port() != null) ? configured.port() : defaultPort, configured, 0,
					new UrlTemplate(scheme, ""));
		}
	}

	private void add(String name, PropertyReader.ConfiguredPort configured, @Nullable String path) {
		String prefix = name.equals(SERVER) ? "server." : name + ".server.";
		add(name, prefix, (configured.port() != null) ? configured.port() : DEFAULT_SERVER_PORT, configured, backlog(),
				new UrlTemplate(isSsl(prefix) ? "https" : "http", normalize(path)));
	}

	private void add(String name, String prefix, int port, PropertyReader.ConfiguredPort configured, int backlog,
			UrlTemplate url) {
		putOrigin(prefix + "port", configured.origin());
		this.requests.add(new PortRequest(name, prefix + "port", configured.describeOrigin(), port,
				this.reader.read(prefix + "address", InetAddress.class), backlog, this.fallback,
				this.properties.hold(this.fallback), this.properties.getRandom().getRange(), url));
	}

	/**
	 * Add the requests of {@code port-resolver.ports}.
	 * @throws InvalidPropertyException if one has the name of a server, no property, or
	 * that of a server
	 */
	void addNamedPorts() {
		this.properties.getPorts().forEach((name, port) -> {
			String key = "port-resolver.ports." + name;
			String property = (port.getProperty() != null) ? port.getProperty().strip() : "";
			if (List.of(SERVER, MANAGEMENT, GRPC, RSOCKET).contains(name)) {
				throw new InvalidPropertyException(key, name, this.reader.origin(key + ".property"),
						"the name is that of a server's port", "another name", null);
			}
			if (property.isEmpty() || isRequested(property)) {
				throw new InvalidPropertyException(key + ".property", property, this.reader.origin(key + ".property"),
						property.isEmpty() ? "it is empty" : "that port is resolved anyway",
						"the name of the property that asks for the port", null);
			}
			addNamedPort(name, port, property);
		});
	}

	private boolean isRequested(String property) {
		Set<ConfigurationPropertyName> resolved = Stream
			.concat(Stream.of("server.port", "management.server.port"),
					this.requests.stream().map(PortRequest::property))
			.map((name) -> ConfigurationPropertyName.adapt(name, '.'))
			.collect(Collectors.toSet());
		return resolved.contains(ConfigurationPropertyName.adapt(property, '.'));
	}

	private void addNamedPort(String name, NamedPortProperties port, String property) {
		PropertyReader.ConfiguredPort configured = this.reader.readPort(property);
		if (configured.isNegative()) {
			return;
		}
		putOrigin(property, configured.origin());
		Fallback fallback = (port.getFallback() != Fallback.AUTO) ? port.getFallback() : this.fallback;
		PortRange range = (port.getRandom().getRange() != null) ? port.getRandom().getRange()
				: this.properties.getRandom().getRange();
		this.requests.add(new PortRequest(name, property, configured.describeOrigin(),
				(configured.port() != null) ? configured.port() : 0, null, 0, fallback, Hold.LEASE, range,
				new UrlTemplate("tcp", "")));
	}

	private void putOrigin(String property, @Nullable Origin origin) {
		if (origin != null) {
			this.origins.put(property, origin);
		}
	}

	private @Nullable String serverPath(WebApplicationType type) {
		return this.reader.read(
				(type == WebApplicationType.REACTIVE) ? "spring.webflux.base-path" : "server.servlet.context-path",
				String.class);
	}

	private static String normalize(@Nullable String path) {
		String trimmed = (path != null) ? StringUtils.trimTrailingCharacter(path.strip(), '/') : "";
		return (trimmed.isEmpty() || trimmed.startsWith("/")) ? trimmed + "/" : "/" + trimmed + "/";
	}

	private boolean isSsl(String prefix) {
		boolean configured = this.reader.hasAny(prefix + "ssl.", "bundle", "key-store", "certificate");
		boolean enabled = !Boolean.FALSE.equals(this.reader.read(prefix + "ssl.enabled", Boolean.class));
		return configured && enabled;
	}

	int backlog() {
		if (!isPresent(TOMCAT_CLASS)) {
			return 0;
		}
		Integer acceptCount = this.reader.read("server.tomcat.accept-count", Integer.class);
		return (acceptCount != null) ? acceptCount : 100;
	}

	private boolean isPresent(String className) {
		return ClassUtils.isPresent(className, this.classLoader);
	}

	List<PortRequest> requests() {
		return this.requests;
	}

	/**
	 * Return the properties that follow another one's port.
	 * @return the following property by the followed one
	 */
	Map<String, String> aliases() {
		return this.aliases;
	}

	Map<String, Origin> origins() {
		return this.origins;
	}

}
