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

import java.net.ServerSocket;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

import io.github.portresolver.publish.PortPropertySource;
import io.github.portresolver.testsupport.Apps;
import io.github.portresolver.testsupport.Ports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for what an application context can go through: whichever way it ends, the port
 * is free again.
 */
@ExtendWith(OutputCaptureExtension.class)
class ApplicationLivesTests {

	private final int port = Ports.free();

	@Test
	void runWhenLaterListenerFailsLetsGo() {
		SpringApplication application = Apps.application(Apps.Web.class);
		application.addListeners(new EnvironmentListener(Ordered.LOWEST_PRECEDENCE, (event) -> fail(this.port)));
		assertFailsAndLetsGo(application);
	}

	@Test
	void runWhenLaterListenerSwitchesServerOffLetsGo(CapturedOutput output) {
		SpringApplication application = Apps.application(Apps.Web.class);
		application.addListeners(new EnvironmentListener(Ordered.LOWEST_PRECEDENCE,
				(event) -> event.getSpringApplication().setWebApplicationType(WebApplicationType.NONE)));
		try (ConfigurableApplicationContext context = application.run(Apps.port(this.port), Apps.MOVES)) {
			assertThat(context).isNotInstanceOf(WebServerApplicationContext.class);
			assertThat(Ports.isFree(this.port)).isTrue();
			assertThat(output).containsOnlyOnce(
					"Port %d was held for 'server', but no server used it; released".formatted(this.port));
		}
	}

	@Test
	void runWhenInitializerFailsLetsGo() {
		SpringApplication application = Apps.application(Apps.Web.class);
		application.addInitializers((context) -> fail(this.port));
		assertFailsAndLetsGo(application);
	}

	@Test
	void runWhenEnvironmentIsUsedAgainResolvesAnew() throws Exception {
		StandardEnvironment environment = new StandardEnvironment();
		try (ServerSocket taken = new ServerSocket(this.port);
				ConfigurableApplicationContext context = runWith(environment)) {
			assertThat(Apps.localPort(context)).isNotEqualTo(taken.getLocalPort());
		}
		try (ConfigurableApplicationContext context = runWith(environment)) {
			assertThat(Apps.localPort(context)).isEqualTo(this.port);
			assertThat(context.getEnvironment().getProperty("port-resolver.resolved.server.requested"))
				.isEqualTo(String.valueOf(this.port));
			assertThat(context.getEnvironment().getPropertySources()).extracting(PropertySource::getName)
				.containsOnlyOnce(PortPropertySource.NAME);
		}
	}

	@Test
	void runWhenSameApplicationObjectRunsTwiceMovesSecondTimeAndCloseOfOneLeavesOtherAlone() throws Exception {
		SpringApplication application = Apps.application(Apps.Web.class);
		String[] arguments = { Apps.port(this.port), Apps.MOVES };
		ConfigurableApplicationContext first = application.run(arguments);
		try (ConfigurableApplicationContext second = application.run(arguments)) {
			assertThat(Apps.localPort(first)).isEqualTo(this.port);
			assertThat(Apps.get(this.port, "/")).isEqualTo("200 hello");
			first.close();
			assertThat(Ports.isFree(this.port)).isTrue();
			assertThat(Apps.localPort(second)).isGreaterThan(this.port);
			assertThat(Apps.get(Apps.localPort(second), "/")).isEqualTo("200 hello");
			assertThat(Apps.server(second).port()).isEqualTo(Apps.localPort(second));
		}
		finally {
			first.close();
		}
	}

	@Test
	void runWhenParentIsNoWebApplicationResolvesForChildOnly(CapturedOutput output) throws Exception {
		SpringApplicationBuilder builder = new SpringApplicationBuilder(Empty.class).web(WebApplicationType.NONE);
		try (ConfigurableApplicationContext child = builder.child(Apps.Web.class)
			.web(WebApplicationType.SERVLET)
			.run(Apps.port(this.port), Apps.MOVES)) {
			assertThat(Apps.get(this.port, "/")).isEqualTo("200 hello");
			assertThat(output.getOut().lines().filter((line) -> line.contains("server.port=" + this.port))).hasSize(1);
			assertThat(output).doesNotContain("WARN");
			((ConfigurableApplicationContext) Objects.requireNonNull(child.getParent())).close();
		}
		assertThat(Ports.isFree(this.port)).isTrue();
	}

	@Test
	void runWhenChildrenHavePortsOfTheirOwnResolvesEach() throws Exception {
		try (ConfigurableApplicationContext parent = new SpringApplicationBuilder(Empty.class)
			.web(WebApplicationType.NONE)
			.run();
				ConfigurableApplicationContext one = child(parent);
				ConfigurableApplicationContext two = child(parent)) {
			assertThat(Apps.localPort(one)).isEqualTo(this.port);
			assertThat(Apps.localPort(two)).isGreaterThan(this.port);
			assertThat(Apps.server(one).port()).isEqualTo(Apps.localPort(one));
			assertThat(Apps.server(two).port()).isEqualTo(Apps.localPort(two));
		}
	}

	private ConfigurableApplicationContext child(ConfigurableApplicationContext parent) {
		return new SpringApplicationBuilder(Apps.Web.class).parent(parent).run(Apps.port(this.port), Apps.MOVES);
	}

	private ConfigurableApplicationContext runWith(StandardEnvironment environment) {
		SpringApplication application = Apps.application(Apps.Web.class);
		application.setEnvironment(environment);
		return application.run(Apps.port(this.port), Apps.MOVES);
	}

	private void assertFailsAndLetsGo(SpringApplication application) {
		assertThatException().isThrownBy(() -> application.run(Apps.port(this.port), Apps.MOVES))
			.withStackTraceContaining("on purpose, while the port was held");
		assertThat(Ports.isFree(this.port)).isTrue();
	}

	private static void fail(int port) {
		throw new IllegalStateException("on purpose, while the port was " + (Ports.isFree(port) ? "free" : "held"));
	}

	@ParameterizedTest
	@CsvSource({ "systemProperties,server.port", "systemEnvironment,SERVER_PORT" })
	void childSeesThePortToWhichItsParentMoved(String source, String property) throws Exception {
		try (ServerSocket taken = Ports.taken();
				ConfigurableApplicationContext parent = new SpringApplicationBuilder(Apps.Web.class)
					.environment(environment(source, property, taken.getLocalPort()))
					.run(Apps.MOVES);
				ConfigurableApplicationContext child = new SpringApplicationBuilder(Empty.class).parent(parent)
					.web(WebApplicationType.NONE)
					.environment(environment(source, property, taken.getLocalPort()))
					.run()) {
			assertThat(Apps.localPort(parent)).isNotEqualTo(taken.getLocalPort());
			assertThat(child.getEnvironment().getProperty("server.port", Integer.class))
				.isEqualTo(Apps.localPort(parent));
		}
	}

	private static ConfigurableEnvironment environment(String source, String property, int port) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.replace(source, new SystemEnvironmentPropertySource(source, Map.of(property, port)));
		return environment;
	}

	@Configuration(proxyBeanMethods = false)
	static class Empty {

	}

	/**
	 * Does something at the environment event, before the ports are resolved or after.
	 */
	record EnvironmentListener(int order, Consumer<ApplicationEnvironmentPreparedEvent> action)
			implements
				ApplicationListener<ApplicationEnvironmentPreparedEvent>,
				Ordered {

		@Override
		public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
			this.action.accept(event);
		}

		@Override
		public int getOrder() {
			return this.order;
		}

	}

}
