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

import org.apache.catalina.startup.Tomcat;
import org.eclipse.jetty.server.Server;
import reactor.netty.http.server.HttpServer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.jetty.JettyWebServerFactory;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.Shutdown;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.http.client.ReactorResourceFactory;

/**
 * {@link AutoConfiguration Auto-configuration} that has the embedded server serve on the
 * held Unix domain socket.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@ConditionalOnClass(WebServerFactoryCustomizer.class)
@ConditionalOnProperty("port-resolver.unix-socket.path")
public final class UnixSocketAutoConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Tomcat.class, TomcatWebServerFactory.class })
	static class TomcatConfiguration {

		@Bean
		WebServerFactoryCustomizer<TomcatWebServerFactory> portResolverTomcatUnixSocket(
				ObjectProvider<UnixSocket> unixSocket) {
			UnixSocket socket = unixSocket.getIfAvailable();
			return (socket != null) ? new TomcatUnixSocket(socket) : (factory) -> {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Server.class, JettyWebServerFactory.class })
	static class JettyConfiguration {

		@Bean
		WebServerFactoryCustomizer<JettyWebServerFactory> portResolverJettyUnixSocket(
				ObjectProvider<UnixSocket> unixSocket) {
			UnixSocket socket = unixSocket.getIfAvailable();
			return (socket != null) ? new JettyUnixSocket(socket) : (factory) -> {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ HttpServer.class, NettyReactiveWebServerFactory.class, ReactorResourceFactory.class })
	static class NettyConfiguration {

		@Bean
		NettyUnixSocketServer portResolverNettyUnixSocketServer(Environment environment) {
			boolean graceful = environment.getProperty("server.shutdown", Shutdown.class,
					Shutdown.GRACEFUL) == Shutdown.GRACEFUL;
			return new NettyUnixSocketServer(
					graceful ? environment.getProperty("spring.lifecycle.timeout-per-shutdown-phase", Duration.class,
							Duration.ofSeconds(30)) : Duration.ZERO);
		}

		@Bean
		WebServerFactoryCustomizer<NettyReactiveWebServerFactory> portResolverNettyUnixSocket(
				ObjectProvider<UnixSocket> unixSocket, NettyUnixSocketServer secondServer,
				ObjectProvider<ReactorResourceFactory> resourceFactory) {
			UnixSocket socket = unixSocket.getIfAvailable();
			return (socket != null) ? new NettyUnixSocket(socket, secondServer, resourceFactory::getIfAvailable)
					: (factory) -> {
					};
		}

	}

}
