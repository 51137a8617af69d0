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
import io.github.portresolver.unix.UnixSocketRequest.SocketPermissions;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.boot.context.properties.bind.BindableRuntimeHintsRegistrar;

/**
 * What a native image needs to know: the properties are bound without a bean, ranges are
 * converted by their factory methods, Tomcat creates its protocol by its name, types are
 * asked for by name, and the endpoint's page is read from the class path.
 */
class PortResolverRuntimeHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		BindableRuntimeHintsRegistrar.forTypes(PortResolverProperties.class).registerHints(hints, classLoader);
		hints.reflection().registerType(PortRange.class, MemberCategory.INVOKE_PUBLIC_METHODS);
		hints.reflection().registerType(SocketPermissions.class, MemberCategory.INVOKE_PUBLIC_METHODS);
		register(hints, classLoader, MemberCategory.INVOKE_PUBLIC_CONSTRUCTORS,
				"io.github.portresolver.handoff.AdoptingHttp11NioProtocol",
				"io.github.portresolver.handoff.TomcatHandOff$GuardedHttp11Nio2Protocol");
		register(hints, classLoader, MemberCategory.ACCESS_DECLARED_FIELDS,
				"org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory",
				"org.springframework.boot.rsocket.netty.NettyRSocketServerFactory");
		hints.resources().registerPattern("io/github/portresolver/actuate/page.*");
		// In a native image a type without a hint is absent
		askedFor().forEach((type) -> hints.reflection().registerTypeIfPresent(classLoader, type));
	}

	static Stream<String> askedFor() {
		return Stream.of(
				Stream.of(PortResolverApplicationListener.SPRING_BOOT_4_CLASS, PortRequests.MANAGEMENT_CLASS,
						PortRequests.GRPC_FACTORY, PortRequests.RSOCKET_FACTORY, "io.netty.channel.epoll.Epoll"),
				EmbeddedServer.types(), FallbackDecision.types())
			.flatMap((types) -> types);
	}

	private void register(RuntimeHints hints, @Nullable ClassLoader classLoader, MemberCategory members,
			String... types) {
		for (String type : types) {
			hints.reflection().registerTypeIfPresent(classLoader, type, (hint) -> hint.withMembers(members));
		}
	}

}
