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

import java.io.IOException;

import io.github.portresolver.Hold;
import io.github.portresolver.testsupport.Apps;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.WebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A started application. Closing it ends it.
 */
final class RunningServer implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	private RunningServer(ConfigurableApplicationContext context) {
		this.context = context;
	}

	static Starter starter(ServerKind kind, Hold hold) {
		return new Starter(kind, hold);
	}

	static RunningServer start(ServerKind kind, Hold hold, String... arguments) {
		return starter(kind, hold).start(arguments);
	}

	String get(String path) throws IOException, InterruptedException {
		return Apps.get(port(), path);
	}

	void assertServesOnResolvedPort() throws IOException, InterruptedException {
		assertThat(port()).isEqualTo(resolvedPort());
		assertThat(get("/hello")).isEqualTo("200 hello");
	}

	/**
	 * Return the port that is published for a server that does not serve yet.
	 */
	static int port(Environment environment) {
		return environment.getRequiredProperty("server.port", Integer.class);
	}

	int port() {
		return ((WebServerApplicationContext) this.context).getWebServer().getPort();
	}

	/**
	 * Return the port that was resolved, which is the server's if it adopted it.
	 * @return the port
	 */
	int resolvedPort() {
		return port(this.context.getEnvironment());
	}

	int managementPort() {
		return this.context.getEnvironment().getRequiredProperty("local.management.port", Integer.class);
	}

	ConfigurableApplicationContext context() {
		return this.context;
	}

	TestApplication.Controller controller() {
		return this.context.getBean(TestApplication.Controller.class);
	}

	@Override
	public void close() {
		this.context.close();
	}

	/**
	 * Starts an application.
	 */
	static final class Starter {

		private final SpringApplicationBuilder application;

		private Starter(ServerKind kind, Hold hold) {
			this.application = new SpringApplicationBuilder(TestApplication.class).web(WebApplicationType.SERVLET)
				.registerShutdownHook(false)
				.properties(kind.properties())
				.properties("server.port=0", "port-resolver.fallback=adjacent-then-random",
						"port-resolver.hold=" + hold, "spring.main.banner-mode=off");
		}

		Starter with(Class<?> source) {
			this.application.sources(source);
			return this;
		}

		Starter with(ApplicationListener<?> listener) {
			this.application.listeners(listener);
			return this;
		}

		Starter initialize(ApplicationContextInitializer<GenericApplicationContext> initializer) {
			this.application.initializers(initializer);
			return this;
		}

		<F extends WebServerFactory> Starter customize(WebServerFactoryCustomizer<F> customizer) {
			return initialize((context) -> context.registerBean(WebServerFactoryCustomizer.class, () -> customizer));
		}

		RunningServer start(String... arguments) {
			return new RunningServer(this.application.run(arguments));
		}

	}

}
