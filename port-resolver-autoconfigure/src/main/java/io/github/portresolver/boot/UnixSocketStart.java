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
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;

import io.github.portresolver.failure.InvalidPropertyException;
import io.github.portresolver.failure.UnixSocketException;
import io.github.portresolver.handoff.Transport;
import io.github.portresolver.unix.SocketPermissions;
import io.github.portresolver.unix.UnixBindOutcome;
import io.github.portresolver.unix.UnixSocket;
import io.github.portresolver.unix.UnixSocketBinder;
import io.github.portresolver.unix.UnixSocketRequest;
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

	private final UnixSocketProperties properties;

	private final Transport transport;

	UnixSocketStart(PropertyReader reader, PortResolverProperties properties) {
		this.reader = reader;
		this.properties = properties.getUnixSocket();
		this.transport = properties.getTransport();
	}

	/**
	 * Read what is asked for.
	 * @param type the type of the web application
	 * @param backlog the length of the accept queue, 0 for the longest
	 * @return the request, or {@code null} if there is none
	 * @throws InvalidPropertyException if the properties do not go together
	 */
	@Nullable UnixSocketRequest request(WebApplicationType type, int backlog) {
		String path = this.properties.getPath();
		if (!StringUtils.hasText(path)) {
			if (this.properties.isOnly()) {
				throw invalid(ONLY, "true", "there is no " + PATH, "false, or set " + PATH);
			}
			return null;
		}
		Origin origin = this.reader.origin(PATH);
		SocketPermissions permissions = this.properties.getPermissions();
		UnixSocketRequest request = new UnixSocketRequest(path, (origin != null) ? origin.toString() : null,
				(permissions != null) ? permissions : SocketPermissions.OWNER_ONLY, this.properties.isOnly(), backlog);
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
			throw invalid(PATH, path, "there is no name after the @", "the path of a file, or @ and a name");
		}
		SocketPermissions permissions = this.properties.getPermissions();
		if (permissions != null) {
			throw invalid(PERMISSIONS, permissions.toString(),
					path + " is a name in Linux's abstract namespace, to which every local user may connect",
					"nothing, or " + PATH + " to the path of a file, such as ./" + path);
		}
		if (type != WebApplicationType.REACTIVE) {
			throw invalid(PATH, path,
					"no server of servlet applications can serve on a name in Linux's abstract namespace",
					"the path of a file, such as ./" + path);
		}
		if (this.transport == Transport.SELECTOR || this.transport == Transport.ASYNC) {
			throw invalid(TRANSPORT, this.transport.toString(),
					path + " is a name in Linux's abstract namespace, which epoll alone can serve on",
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
		if (this.properties.isOnly() && !this.transport.isAdopting()) {
			throw invalid(TRANSPORT, this.transport.toString(), "a socket file is served with the selector",
					"auto or selector");
		}
	}

	private InvalidPropertyException invalid(String property, String value, String reason, String allowed) {
		return new InvalidPropertyException(property, value, this.reader.origin(property), reason, allowed, null);
	}

	/**
	 * Bind the socket.
	 * @param request the request
	 * @param ownerTimeout the longest time that looking up who has it may take
	 * @param log where to write what was done
	 * @return the held socket
	 * @throws UnixSocketException if it cannot be had
	 */
	UnixSocket bind(UnixSocketRequest request, Duration ownerTimeout, Log log) {
		UnixBindOutcome outcome = outcome(request, ownerTimeout);
		if (!(outcome instanceof UnixBindOutcome.Bound bound)) {
			throw new UnixSocketException(request, outcome);
		}
		if (bound.staleRemoved()) {
			log.info("Removed the stale socket " + request.path() + ": nobody accepted connections on it");
		}
		log.info("unix-socket=" + request);
		return new UnixSocket(request, bound.socket());
	}

	private UnixBindOutcome outcome(UnixSocketRequest request, Duration ownerTimeout) {
		try {
			return UnixSocketBinder.ofSystem(ownerTimeout).bind(request);
		}
		catch (IOException | UnsupportedOperationException ex) {
			return new UnixBindOutcome.Unsupported((ex.getMessage() != null) ? ex.getMessage() : ex.toString());
		}
	}

}
