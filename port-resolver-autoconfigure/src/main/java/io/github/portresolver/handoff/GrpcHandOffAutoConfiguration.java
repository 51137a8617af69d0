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

package io.github.portresolver.handoff;

import io.grpc.netty.NettyServerBuilder;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.grpc.server.autoconfigure.GrpcServerAutoConfiguration;
import org.springframework.boot.grpc.server.autoconfigure.GrpcServerProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.grpc.server.GrpcServerFactory;
import org.springframework.grpc.server.NettyGrpcServerFactory;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycle;

/**
 * {@link AutoConfiguration Auto-configuration} that has the gRPC server adopt the held
 * port.
 */
@AutoConfiguration(after = GrpcServerAutoConfiguration.class)
@ConditionalOnClass({ GrpcServerAutoConfiguration.class, GrpcServerFactory.class })
@ConditionalOnBean(GrpcServerFactory.class)
public final class GrpcHandOffAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "portResolverGrpcHandOff")
	GrpcRelease portResolverGrpcRelease(ObjectProvider<HeldPorts> heldPorts, GrpcServerProperties properties) {
		return new GrpcRelease(new ServerBind(heldPorts, "grpc"), properties);
	}

	// Its conditions are evaluated before those of the bean above
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(NettyServerBuilder.class)
	@ConditionalOnBean(value = NettyGrpcServerFactory.class, name = "nettyGrpcServerFactory")
	static class NettyConfiguration {

		@Bean
		GrpcHandOff portResolverGrpcHandOff(ObjectProvider<HeldPorts> heldPorts, GrpcServerProperties properties) {
			return new GrpcHandOff(new ServerBind(heldPorts, "grpc"), properties);
		}

	}

	/**
	 * Lets a server that cannot adopt the held port bind by itself: the one with shaded
	 * Netty, or a factory that is not Spring Boot's. Nothing of it can be reached between
	 * the start of its {@link GrpcServerLifecycle}, which is in the last phase, and its
	 * bind.
	 */
	record GrpcRelease(ServerBind serverBind, GrpcServerProperties properties) implements SmartLifecycle {

		@Override
		public int getPhase() {
			return Integer.MAX_VALUE - 1;
		}

		@Override
		public void start() {
			Integer port = this.properties.getPort();
			this.serverBind.open(this.properties.getAddress(), (port != null) ? port : 0);
		}

		@Override
		public void stop() {
		}

		@Override
		public boolean isRunning() {
			return false;
		}

	}

}
