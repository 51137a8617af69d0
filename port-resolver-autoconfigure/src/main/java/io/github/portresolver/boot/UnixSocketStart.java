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

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

import io.github.portresolver.Hold;
import io.github.portresolver.failure.InvalidPropertyException;
import io.github.portresolver.handoff.Transport;
import io.github.portresolver.unix.UnixSocket;
import io.github.portresolver.unix.UnixSocketRequest;
import io.github.portresolver.unix.UnixSocketRequest.SocketPermissions;
import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.origin.Origin;
import org.springframework.util.StringUtils;

/**
 * Binds the Unix domain socket that an application asks for.
 */
class UnixSocketStart {

	static final String PATH = "port-resolver.unix-socket.path";

	private static final String PERMISSIONS = "port-resolver.unix-socket.permissions";

	private static final String ONLY = "port-resolver.unix-socket.only";

	private static final String TRANSPORT = "port-resolver.transport";

	private final PropertyReader reader;

	private final PortResolverProperties.UnixSocket properties;

	private final Transport transport;

	UnixSocketStart(PropertyReader reader, PortResolverProperties properties) {
		this.reader = reader;
		this.properties = properties.getUnixSocket();
		this.transport = properties.getTransport();
	}

	@Nullable UnixSocketRequest request(WebApplicationType type, int backlog) {
		String path = this.properties.path();
		if (StringUtils.hasText(path)) {
			return request(path, type, backlog);
		}
		if (this.properties.only()) {
			throw invalid(ONLY, "true", PATH + " is not set", "false, or set " + PATH);
		}
		return null;
	}

	private UnixSocketRequest request(String path, WebApplicationType type, int backlog) {
		Origin origin = this.reader.origin(PATH);
		SocketPermissions permissions = this.properties.permissions();
		UnixSocketRequest request = new UnixSocketRequest(path, (origin != null) ? origin.toString() : null,
				(permissions != null) ? permissions : SocketPermissions.OWNER_ONLY, this.properties.only(), backlog);
		if (request.isAbstract()) {
			checkName(path, type);
		}
		else {
			checkPath(path);
			checkTransport();
		}
		return request;
	}

	private void checkName(String path, WebApplicationType type) {
		if (path.equals(UnixSocketRequest.ABSTRACT)) {
			throw invalid(PATH, path, "the name after the @ is missing", "the path of a file, or @ and a name");
		}
		SocketPermissions permissions = this.properties.permissions();
		if (permissions != null) {
			throw invalid(PATH, path, "a name in Linux's abstract namespace cannot have permissions",
					"the path of a file, or remove " + PERMISSIONS);
		}
		if (type != WebApplicationType.REACTIVE) {
			throw invalid(PATH, path, "servlet applications cannot be served on a name in Linux's abstract namespace",
					"the path of a file, such as ./" + path.substring(1));
		}
		if (this.transport == Transport.SELECTOR || this.transport == Transport.ASYNC) {
			throw invalid(TRANSPORT, this.transport.toString(),
					path + " is a name in Linux's abstract namespace, which only the native transport supports",
					"auto or native");
		}
	}

	private void checkPath(String path) {
		try {
			Path.of(path);
		}
		catch (InvalidPathException ex) {
			throw invalid(PATH, ex.getInput(), ex.getReason(), "the path of a file");
		}
	}

	private void checkTransport() {
		if (this.properties.only() && !this.transport.isAdopting()) {
			throw invalid(TRANSPORT, this.transport.toString(), ONLY + " requires the selector for a socket file",
					"auto or selector");
		}
	}

	private InvalidPropertyException invalid(String property, String value, String reason, String allowed) {
		return this.reader.invalid(property, value, property, reason, allowed);
	}

	static UnixSocket bind(UnixSocketRequest request, PortResolverProperties properties, Log log) {
		UnixSocket socket = UnixSocket.bind(request, properties.getWait(), properties.getOwner().timeout(), log);
		log.info("unix-socket=" + request + ((properties.getHold() == Hold.GUARD)
				? "; clients wait until the application is ready (port-resolver.hold=guard applies to ports only)"
				: ""));
		return socket;
	}

}
