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

import java.util.function.Predicate;

import org.springframework.boot.WebApplicationType;

/**
 * Tells as Spring Boot's conditions do, as far as that is possible before there are
 * beans, whether an application has servers of gRPC and RSocket with a port of their own.
 */
class RpcServers {

	static final String GRPC_PREFIX = "spring.grpc.server.";

	static final String RSOCKET_PREFIX = "spring.rsocket.server.";

	static final int DEFAULT_GRPC_PORT = 9090;

	private static final String GRPC_CLASS = "org.springframework.boot.grpc.server.autoconfigure.GrpcServerAutoConfiguration";

	private static final String GRPC_NETTY_CLASS = "io.grpc.netty.NettyServerBuilder";

	private static final String GRPC_SHADED_CLASS = "io.grpc.netty.shaded." + GRPC_NETTY_CLASS;

	private static final String GRPC_SERVLET_CLASS = "io.grpc.servlet.jakarta.GrpcServlet";

	private static final String RSOCKET_CLASS = "org.springframework.boot.rsocket.autoconfigure.RSocketServerAutoConfiguration";

	private static final String RSOCKET_NETTY_CLASS = "io.rsocket.transport.netty.server.TcpServerTransport";

	private final PropertyReader reader;

	private final Predicate<String> isPresent;

	RpcServers(PropertyReader reader, Predicate<String> isPresent) {
		this.reader = reader;
		this.isPresent = isPresent;
	}

	/**
	 * Return whether there is a gRPC server that binds a port.
	 * @param type the type of the web application
	 * @return {@code false} also if gRPC is served by the web server, in the process
	 * only, or on a Unix domain socket
	 */
	boolean hasGrpc(WebApplicationType type) {
		boolean netty = this.isPresent.test(GRPC_NETTY_CLASS) || this.isPresent.test(GRPC_SHADED_CLASS);
		return netty && this.isPresent.test(GRPC_CLASS) && isOn("enabled") && isOn("factory.enabled")
				&& !isServlet(type) && !isDomainSocket();
	}

	private boolean isServlet(WebApplicationType type) {
		return type == WebApplicationType.SERVLET && this.isPresent.test(GRPC_SERVLET_CLASS) && isOn("servlet.enabled");
	}

	private boolean isDomainSocket() {
		String transport = this.reader.read(GRPC_PREFIX + "netty.transport", String.class);
		if (transport != null) {
			return transport.replaceAll("[-_]", "").equalsIgnoreCase("domainsocket");
		}
		return this.reader.hasAny(GRPC_PREFIX, "netty.domain-socket-path")
				&& !this.reader.hasAny(GRPC_PREFIX, "port", "address");
	}

	private boolean isOn(String name) {
		return !Boolean.FALSE.equals(this.reader.read(GRPC_PREFIX + name, Boolean.class));
	}

	/**
	 * Return whether there is an RSocket server of its own.
	 * @return {@code false} also if it is left out, or a route of the web server
	 */
	boolean hasRSocket() {
		return this.isPresent.test(RSOCKET_CLASS) && this.isPresent.test(RSOCKET_NETTY_CLASS)
				&& this.reader.hasAny(RSOCKET_PREFIX, "port");
	}

	String rSocketScheme() {
		String transport = this.reader.read(RSOCKET_PREFIX + "transport", String.class);
		return "websocket".equalsIgnoreCase(transport) ? "ws" : "tcp";
	}

}
