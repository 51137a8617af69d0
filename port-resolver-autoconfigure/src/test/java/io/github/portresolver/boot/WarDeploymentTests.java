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
import java.nio.file.Path;
import java.util.Set;

import io.github.portresolver.ResolvedPorts;
import io.github.portresolver.publish.PortPropertySource;
import io.github.portresolver.testsupport.Apps;
import io.github.portresolver.testsupport.Ports;
import jakarta.servlet.ServletContext;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.servlet.support.SpringBootServletInitializer;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.web.SpringServletContainerInitializer;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.context.support.WebApplicationContextUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for an application that is deployed to a servlet container: the container has the
 * port.
 */
@ExtendWith(OutputCaptureExtension.class)
class WarDeploymentTests {

	private final Tomcat container = new Tomcat();

	@TempDir
	Path temp;

	@AfterEach
	void stopContainer() throws LifecycleException {
		this.container.stop();
		this.container.destroy();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void deployHoldsAndPublishesNothingAlsoWhenPortOfItsOwnIsTaken(boolean isTaken, CapturedOutput output)
			throws Exception {
		try (ServerSocket taken = Ports.taken()) {
			WebApplicationContext application = deploy(isTaken ? taken.getLocalPort() : Ports.free());
			assertThat(Apps.get(this.container.getConnector().getLocalPort(), "/app/")).isEqualTo("200 hello");
			assertThat(application.getBean(ResolvedPorts.class).isEmpty()).isTrue();
			assertThat(application.getEnvironment().getProperty("port-resolver.resolved.server.port")).isNull();
			assertThat(((ConfigurableEnvironment) application.getEnvironment()).getPropertySources()
				.contains(PortPropertySource.NAME)).isFalse();
			assertThat(output).doesNotContain("WARN", "server.port=");
		}
	}

	private WebApplicationContext deploy(int serverPort) throws LifecycleException {
		this.container.setBaseDir(this.temp.toString());
		this.container.setPort(0);
		Context context = this.container.addContext("/app", this.temp.toString());
		context.setParentClassLoader(getClass().getClassLoader());
		context.addParameter("server.port", String.valueOf(serverPort));
		context.addServletContainerInitializer(new SpringServletContainerInitializer(), Set.of(War.class));
		this.container.start();
		assertThat(context.getState()).isEqualTo(LifecycleState.STARTED);
		ServletContext servletContext = context.getServletContext();
		return WebApplicationContextUtils.getRequiredWebApplicationContext(servletContext);
	}

	public static class War extends SpringBootServletInitializer {

		@Override
		protected SpringApplicationBuilder configure(SpringApplicationBuilder builder) {
			return builder.sources(Apps.Web.class).logStartupInfo(false).properties("port-resolver.fallback=none");
		}

	}

}
