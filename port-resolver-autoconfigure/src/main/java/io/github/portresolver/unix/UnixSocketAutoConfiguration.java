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

package io.github.portresolver.unix;

import java.time.Duration;
import java.util.function.BiConsumer;

import io.github.portresolver.handoff.HandOffAutoConfiguration.FactoryHook;
import io.github.portresolver.unix.NettyUnixSocket.SecondServer;
import org.apache.catalina.startup.Tomcat;
import org.eclipse.jetty.server.Server;
import reactor.netty.http.server.HttpServer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.jetty.JettyWebServerFactory;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.Shutdown;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * {@link AutoConfiguration Auto-configuration} that has the embedded server serve on the
 * held Unix domain socket. It has no condition on a property, which would be decided
 * ahead of time.
 */
@AutoConfiguration
@ConditionalOnClass(WebServerApplicationContext.class)
public final class UnixSocketAutoConfiguration {

	// Before the hooks of held ports
	private static <F> FactoryHook<F> hook(Class<F> type, ObjectProvider<UnixSocket> unixSocket,
			BiConsumer<UnixSocket, F> hook) {
		return new FactoryHook<>(type, Ordered.LOWEST_PRECEDENCE - 2,
				(factory) -> unixSocket.ifAvailable((socket) -> hook.accept(socket, factory)));
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Tomcat.class, TomcatWebServerFactory.class })
	static class TomcatConfiguration {

		@Bean
		static FactoryHook<TomcatWebServerFactory> portResolverTomcatUnixSocket(ObjectProvider<UnixSocket> unixSocket) {
			return hook(TomcatWebServerFactory.class, unixSocket,
					(socket, factory) -> new TomcatUnixSocket(socket).customize(factory));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Server.class, JettyWebServerFactory.class })
	static class JettyConfiguration {

		@Bean
		static FactoryHook<JettyWebServerFactory> portResolverJettyUnixSocket(ObjectProvider<UnixSocket> unixSocket) {
			return hook(JettyWebServerFactory.class, unixSocket,
					(socket, factory) -> new JettyUnixSocket(socket).customize(factory));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ HttpServer.class, NettyReactiveWebServerFactory.class })
	static class NettyConfiguration {

		@Bean
		SecondServer portResolverNettyUnixSocketServer(Environment environment) {
			boolean graceful = environment.getProperty("server.shutdown", Shutdown.class,
					Shutdown.GRACEFUL) == Shutdown.GRACEFUL;
			return new SecondServer(graceful ? environment.getProperty("spring.lifecycle.timeout-per-shutdown-phase",
					Duration.class, Duration.ofSeconds(30)) : Duration.ZERO);
		}

		@Bean
		static FactoryHook<NettyReactiveWebServerFactory> portResolverNettyUnixSocket(
				ObjectProvider<UnixSocket> unixSocket, ObjectProvider<SecondServer> secondServer) {
			return hook(NettyReactiveWebServerFactory.class, unixSocket,
					(socket, factory) -> new NettyUnixSocket(socket, secondServer.getObject()).customize(factory));
		}

		@Bean
		static ClientAddress portResolverUnixSocketClientAddress(ObjectProvider<UnixSocket> unixSocket) {
			return new ClientAddress(unixSocket);
		}

	}

	// Reactor Netty has none, and refuses one that is not of the channel
	record ClientAddress(ObjectProvider<UnixSocket> unixSocket) implements BeanPostProcessor {

		@Override
		public Object postProcessAfterInitialization(Object bean, String beanName) {
			return (bean instanceof HttpHandler handler && this.unixSocket.getIfAvailable() != null)
					? (HttpHandler) (request, response) -> handler.handle(withAddress(request), response) : bean;
		}

		private static ServerHttpRequest withAddress(ServerHttpRequest request) {
			return (request.getRemoteAddress() != null) ? request
					: request.mutate().remoteAddress(UnixSocket.PEER).build();
		}

	}

}
