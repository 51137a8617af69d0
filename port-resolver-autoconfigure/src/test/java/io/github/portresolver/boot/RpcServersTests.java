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

import io.github.portresolver.resolve.PortRequest.PortKind;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.rsocket.server.RSocketServerFactory;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.grpc.server.GrpcServerFactory;
import org.springframework.grpc.server.InProcessGrpcServerFactory;
import org.springframework.grpc.server.NettyGrpcServerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the servers that {@link PortRequests} looks for.
 */
class RpcServersTests {

	private final DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();

	@Test
	void isDefinedWithoutAFactoryReturnsFalse() {
		assertThat(isRpcServerDefined(PortKind.GRPC)).isFalse();
		assertThat(isRpcServerDefined(PortKind.RSOCKET)).isFalse();
	}

	@Test
	void isDefinedWithAFactoryReturnsTrueAndCreatesNoBean() {
		define(NettyGrpcServerFactory.class);
		define(RSocketServerFactory.class);
		assertThat(isRpcServerDefined(PortKind.GRPC)).isTrue();
		assertThat(isRpcServerDefined(PortKind.RSOCKET)).isTrue();
		assertThat(this.beanFactory.getSingletonCount()).isZero();
	}

	@Test
	void isDefinedWhenServerStaysInTheProcessReturnsFalse() {
		define(InProcessGrpcServerFactory.class);
		assertThat(isRpcServerDefined(PortKind.GRPC)).isFalse();
		define(NettyGrpcServerFactory.class);
		assertThat(isRpcServerDefined(PortKind.GRPC)).isTrue();
	}

	@Test
	void isDefinedWithoutTheClassesReturnsFalse() {
		define(NettyGrpcServerFactory.class);
		FilteredClassLoader classLoader = new FilteredClassLoader(GrpcServerFactory.class);
		assertThat(PortRequests.isRpcServerDefined(PortKind.GRPC, this.beanFactory, classLoader)).isFalse();
	}

	private boolean isRpcServerDefined(PortKind kind) {
		return PortRequests.isRpcServerDefined(kind, this.beanFactory, getClass().getClassLoader());
	}

	private void define(Class<?> type) {
		this.beanFactory.registerBeanDefinition(type.getName(), new RootBeanDefinition(type));
	}

}
