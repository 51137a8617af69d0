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

import java.util.stream.Stream;

import io.github.portresolver.resolve.PortRange;
import io.github.portresolver.unix.SocketPermissions;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.boot.context.properties.bind.BindableRuntimeHintsRegistrar;

/**
 * What a native image needs to know: the properties are bound without a bean, ranges are
 * converted by their factory methods, and Tomcat creates its protocol by its name.
 */
class PortResolverRuntimeHints implements RuntimeHintsRegistrar {

	private static final String PORT_PROTOCOL = "io.github.portresolver.handoff.HeldPortHttp11NioProtocol";

	private static final String PORT_ASYNC_PROTOCOL = "io.github.portresolver.handoff.HeldPortHttp11Nio2Protocol";

	private static final String UNIX_SOCKET_PROTOCOL = "io.github.portresolver.unix.UnixSocketHttp11NioProtocol";

	private static final String RSOCKET_FACTORY = "org.springframework.boot.rsocket.netty.NettyRSocketServerFactory";

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		BindableRuntimeHintsRegistrar.forTypes(PortResolverProperties.class).registerHints(hints, classLoader);
		hints.reflection().registerType(PortRange.class, MemberCategory.INVOKE_PUBLIC_METHODS);
		hints.reflection().registerType(SocketPermissions.class, MemberCategory.INVOKE_PUBLIC_METHODS);
		Stream.of(PORT_PROTOCOL, PORT_ASYNC_PROTOCOL, UNIX_SOCKET_PROTOCOL)
			.forEach((protocol) -> hints.reflection()
				.registerTypeIfPresent(classLoader, protocol,
						(hint) -> hint.withMembers(MemberCategory.INVOKE_PUBLIC_CONSTRUCTORS)));
		hints.reflection()
			.registerTypeIfPresent(classLoader, RSOCKET_FACTORY,
					(hint) -> hint.withMembers(MemberCategory.ACCESS_DECLARED_FIELDS));
	}

}
