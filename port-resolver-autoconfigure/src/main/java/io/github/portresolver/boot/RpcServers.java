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

import java.util.Arrays;

import io.github.portresolver.resolve.PortKind;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.util.ClassUtils;

/**
 * Tells whether an application has servers of gRPC and RSocket with a port of their own.
 */
final class RpcServers {

	private static final String GRPC_FACTORY = "org.springframework.grpc.server.GrpcServerFactory";

	private static final String RSOCKET_FACTORY = "org.springframework.boot.rsocket.server.RSocketServerFactory";

	private static final String IN_PROCESS = "org.springframework.grpc.server.InProcessGrpcServerFactory";

	private RpcServers() {
	}

	// As far as the class path tells
	static boolean isPossible(PortKind kind, @Nullable ClassLoader classLoader) {
		return ClassUtils.isPresent(factory(kind), classLoader);
	}

	// Whether there is one that binds a port; no bean is created
	static boolean isDefined(PortKind kind, ListableBeanFactory beanFactory, @Nullable ClassLoader classLoader) {
		if (!isPossible(kind, classLoader)) {
			return false;
		}
		Class<?> factory = ClassUtils.resolveClassName(factory(kind), classLoader);
		return Arrays.stream(beanFactory.getBeanNamesForType(factory, true, false))
			.map((name) -> beanFactory.getType(name, false))
			.anyMatch((type) -> type != null && !type.getName().equals(IN_PROCESS));
	}

	private static String factory(PortKind kind) {
		return (kind == PortKind.GRPC) ? GRPC_FACTORY : RSOCKET_FACTORY;
	}

}
