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

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

import io.github.portresolver.testsupport.Apps;
import io.github.portresolver.testsupport.Ports;
import org.apache.coyote.http11.Http11Nio2Protocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.ConfigurableWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for servers that code changed after the port was resolved: they bind what the
 * code said.
 */
@ExtendWith(OutputCaptureExtension.class)
class CustomizedServerTests {

	private final int port = Ports.free();

	@ParameterizedTest
	@ValueSource(strings = { "hand-off", "guard" })
	void runWhenAddressIsChangedBindsThat(String hold, CapturedOutput output) throws Exception {
		try (ConfigurableApplicationContext context = run(OnLoopback.class, hold)) {
			assertThat(Apps.localPort(context)).isEqualTo(this.port);
			assertThat(Apps.get(this.port, "/")).isEqualTo("200 hello");
			assertThat(connects("127.0.0.2", this.port)).isFalse();
			assertThat(output)
				.containsOnlyOnce("Port %1$d is held for 'server', but the server was changed to ".formatted(this.port)
						+ "127.0.0.1:%d; the server binds that itself".formatted(this.port));
		}
		assertThat(Ports.isFree(this.port)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "hand-off", "guard" })
	void runWhenPortIsChangedBindsThatAndLetsGo(String hold, CapturedOutput output) throws Exception {
		try (ConfigurableApplicationContext context = run(OnNextPort.class, hold)) {
			assertThat(Apps.localPort(context)).isEqualTo(this.port + 1);
			assertThat(Apps.get(this.port + 1, "/")).isEqualTo("200 hello");
			assertThat(Ports.isFree(this.port)).isTrue();
			assertThat(output)
				.containsOnlyOnce("Port %d is held for 'server', but the server was changed to ".formatted(this.port)
						+ "*:%d; the server binds that itself".formatted(this.port + 1));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "auto", "hand-off", "guard" })
	void runWhenProtocolIsAnotherServes(String hold, CapturedOutput output) throws Exception {
		try (ConfigurableApplicationContext context = run(OnNio2.class, hold)) {
			TomcatWebServer server = (TomcatWebServer) ((ServletWebServerApplicationContext) context).getWebServer();
			assertThat(server.getTomcat().getConnector().getProtocolHandler()).isInstanceOf(Http11Nio2Protocol.class);
			assertThat(Apps.localPort(context)).isEqualTo(this.port);
			assertThat(Apps.get(this.port, "/")).isEqualTo("200 hello");
			assertThat(output).doesNotContain("was held for 'server', but no server used it");
		}
		assertThat(Ports.isFree(this.port)).isTrue();
	}

	@Test
	void runWhenServerIsSwitchedOffByCodeLetsGo(CapturedOutput output) {
		SpringApplication application = Apps.application(Apps.Web.class);
		application.addListeners(new NoServer());
		try (ConfigurableApplicationContext context = application.run(Apps.port(this.port), Apps.MOVES)) {
			assertThat(context).isNotInstanceOf(ServletWebServerApplicationContext.class);
			assertThat(Ports.isFree(this.port)).isTrue();
			assertThat(output).containsOnlyOnce(
					"Port %d was held for 'server', but no server used it; released".formatted(this.port));
		}
	}

	private ConfigurableApplicationContext run(Class<?> customization, String hold) {
		return Apps.application(Apps.Web.class, customization)
			.run(Apps.port(this.port), Apps.MOVES, "--port-resolver.hold=" + hold);
	}

	private static boolean connects(String host, int port) {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(host, port), 5000);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class OnLoopback {

		@Bean
		WebServerFactoryCustomizer<ConfigurableWebServerFactory> customizer() throws IOException {
			InetAddress loopback = InetAddress.getByName("127.0.0.1");
			return (factory) -> factory.setAddress(loopback);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OnNextPort {

		@Bean
		WebServerFactoryCustomizer<ConfigurableWebServerFactory> customizer(Environment environment) {
			int port = environment.getRequiredProperty("server.port", Integer.class);
			return (factory) -> factory.setPort(port + 1);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OnNio2 {

		@Bean
		WebServerFactoryCustomizer<TomcatWebServerFactory> customizer() {
			return (factory) -> factory.setProtocol(Http11Nio2Protocol.class.getName());
		}

	}

	/**
	 * Makes it no web application after its ports were resolved.
	 */
	private static final class NoServer implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

		@Override
		public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
			event.getSpringApplication().setWebApplicationType(WebApplicationType.NONE);
		}

		@Override
		public int getOrder() {
			return LOWEST_PRECEDENCE;
		}

	}

}
