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

import java.util.function.Consumer;

import org.apache.catalina.startup.Tomcat;
import org.eclipse.jetty.server.Server;
import reactor.netty.http.server.HttpServer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.jetty.JettyWebServerFactory;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/**
 * {@link AutoConfiguration Auto-configuration} that has the embedded server adopt the
 * held port. It is there for the management server, too, where that has a context of its
 * own, whose server is customized by beans of that context only.
 */
@AutoConfiguration
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
@ConditionalOnClass(WebServerApplicationContext.class)
public final class HandOffAutoConfiguration {

	private static final String MANAGEMENT = "management";

	private static final int ORDER = Ordered.LOWEST_PRECEDENCE - 1;

	@Bean
	ServerBind portResolverServerBind(ObjectProvider<HeldPorts> heldPorts, ApplicationContext context) {
		return new ServerBind(heldPorts,
				WebServerApplicationContext.hasServerNamespace(context, MANAGEMENT) ? MANAGEMENT : "server");
	}

	@Bean
	static FactoryHook<WebServerFactory> portResolverOtherServerRelease(ObjectProvider<ServerBind> serverBind) {
		return new FactoryHook<>(WebServerFactory.class, Ordered.LOWEST_PRECEDENCE,
				(factory) -> serverBind.getObject().checkHooked(factory.getClass()));
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Tomcat.class, TomcatWebServerFactory.class })
	static class TomcatConfiguration {

		@Bean
		static FactoryHook<TomcatWebServerFactory> portResolverTomcatHandOff(ObjectProvider<ServerBind> serverBind) {
			return new FactoryHook<>(TomcatWebServerFactory.class, ORDER,
					(factory) -> new TomcatHandOff(serverBind.getObject()).customize(factory));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Server.class, JettyWebServerFactory.class })
	static class JettyConfiguration {

		@Bean
		static FactoryHook<JettyWebServerFactory> portResolverJettyHandOff(ObjectProvider<ServerBind> serverBind) {
			return new FactoryHook<>(JettyWebServerFactory.class, ORDER,
					(factory) -> new JettyHandOff(serverBind.getObject()).customize(factory));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ HttpServer.class, NettyReactiveWebServerFactory.class })
	static class NettyConfiguration {

		@Bean
		static FactoryHook<NettyReactiveWebServerFactory> portResolverNettyHandOff(
				ObjectProvider<ServerBind> serverBind) {
			return new FactoryHook<>(NettyReactiveWebServerFactory.class, ORDER,
					(factory) -> NettyHandOff.customize(serverBind.getObject(), factory));
		}

	}

	/**
	 * Sees a server's factory after all customizers and initialization methods, whatever
	 * order they have.
	 *
	 * @param <F> the type of the factory
	 */
	public record FactoryHook<F>(Class<F> type, int order, Consumer<F> consumer) implements BeanPostProcessor, Ordered {

		@Override
		public Object postProcessAfterInitialization(Object bean, String beanName) {
			if (this.type.isInstance(bean)) {
				this.consumer.accept(this.type.cast(bean));
			}
			return bean;
		}

		@Override
		public int getOrder() {
			return this.order;
		}

	}

}
