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

import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RpcServers}.
 */
class RpcServersTests {

	private static final String SERVLET = "io.grpc.servlet.jakarta.GrpcServlet";

	private static final String NETTY = "io.grpc.netty.NettyServerBuilder";

	private static final String GRPC = "org.springframework.boot.grpc.server.autoconfigure.GrpcServerAutoConfiguration";

	private final MockEnvironment environment = new MockEnvironment();

	@Test
	void grpcBindsByDefault() {
		assertThat(servers(GRPC, NETTY).hasGrpc(WebApplicationType.NONE)).isTrue();
		assertThat(servers(GRPC, NETTY).hasGrpc(WebApplicationType.SERVLET)).isTrue();
		assertThat(servers(GRPC, "io.grpc.netty.shaded." + NETTY).hasGrpc(WebApplicationType.NONE)).isTrue();
	}

	@Test
	void grpcDoesNotBindWithoutItsClasses() {
		assertThat(servers(NETTY).hasGrpc(WebApplicationType.NONE)).isFalse();
		assertThat(servers(GRPC).hasGrpc(WebApplicationType.NONE)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "enabled=false", "factory.enabled=false", "netty.transport=domain-socket",
			"netty.transport=DOMAIN_SOCKET", "netty.domain-socket-path=/run/grpc.sock" })
	void grpcDoesNotBindWhere(String property) {
		set("spring.grpc.server.", property);
		assertThat(servers(GRPC, NETTY).hasGrpc(WebApplicationType.NONE)).isFalse();
	}

	@Test
	void grpcTransportTcpBinds() {
		set("spring.grpc.server.", "netty.transport=tcp");
		assertThat(servers(GRPC, NETTY).hasGrpc(WebApplicationType.NONE)).isTrue();
	}

	@Test
	void grpcIsServedByServletContainerUnlessThatIsOff() {
		assertThat(servers(GRPC, NETTY, SERVLET).hasGrpc(WebApplicationType.SERVLET)).isFalse();
		assertThat(servers(GRPC, NETTY, SERVLET).hasGrpc(WebApplicationType.REACTIVE)).isTrue();
		set("spring.grpc.server.", "servlet.enabled=false");
		assertThat(servers(GRPC, NETTY, SERVLET).hasGrpc(WebApplicationType.SERVLET)).isTrue();
	}

	@Test
	void rSocketBindsOnlyAPortThatIsSet() {
		RpcServers servers = servers("org.springframework.boot.rsocket.autoconfigure.RSocketServerAutoConfiguration",
				"io.rsocket.transport.netty.server.TcpServerTransport");
		assertThat(servers.hasRSocket()).isFalse();
		set("spring.rsocket.server.", "port=7000");
		assertThat(servers.hasRSocket()).isTrue();
		assertThat(servers(GRPC, NETTY).hasRSocket()).isFalse();
	}

	private void set(String prefix, String property) {
		String[] nameAndValue = property.split("=", 2);
		this.environment.setProperty(prefix + nameAndValue[0], nameAndValue[1]);
	}

	private RpcServers servers(String... classes) {
		return new RpcServers(new PropertyReader(this.environment), Set.of(classes)::contains);
	}

}
