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

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.web.servlet.support.ServletContextApplicationContextInitializer;
import org.springframework.core.SpringProperties;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.mock.web.MockServletContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PortResolverSkipCheck}.
 */
class PortResolverSkipCheckTests {

	private final StandardEnvironment environment = new StandardEnvironment();

	private final SpringApplication application = new SpringApplication(Object.class);

	@AfterEach
	void clearSwitches() {
		System.clearProperty("spring.aot.processing");
		SpringProperties.setProperty("spring.context.exit", null);
		SpringProperties.setProperty("spring.context.checkpoint", null);
	}

	@Test
	void reasonToSkipWhenApplicationIsOrdinaryReturnsNull() {
		SpringProperties.setProperty("spring.context.exit", "never");
		assertThat(reasonToSkip()).isNull();
		// That of an embedded server before a restart
		add("servletContextInitParams", Map.of());
		assertThat(reasonToSkip()).isNull();
	}

	@Test
	void reasonToSkipInBootstrapContextOfSpringCloud() {
		add("bootstrap", Map.of());
		assertThat(reasonToSkip()).isEqualTo("Spring Cloud bootstrap context");
	}

	@Test
	void reasonToSkipWhenDeployedAsWar() {
		this.application.addInitializers(new ServletContextApplicationContextInitializer(new MockServletContext()));
		assertThat(reasonToSkip()).isEqualTo("deployed to a servlet container");
	}

	@Test
	void reasonToSkipInAotProcessing() {
		System.setProperty("spring.aot.processing", "true");
		assertThat(reasonToSkip()).isEqualTo("AOT processing");
	}

	@Test
	void reasonToSkipWhenCheckpointedOnRefresh() {
		SpringProperties.setProperty("spring.context.checkpoint", "onRefresh");
		assertThat(reasonToSkip()).isEqualTo("the application is checkpointed before its server starts");
	}

	@Test
	void reasonToSkipWhenExitingOnRefreshReturnsNull() {
		SpringProperties.setProperty("spring.context.exit", "onrefresh");
		assertThat(reasonToSkip()).isNull();
		assertThat(PortResolverSkipCheck.isTrainingRun()).isTrue();
	}

	@Test
	void reasonToSkipInTest() {
		this.application.setMainApplicationClass(DefinedPort.class);
		add("Inlined Test Properties", Map.of());
		assertThat(reasonToSkip()).isEqualTo("test context without port-resolver.enabled=true");
	}

	@ParameterizedTest
	@ValueSource(classes = { Mock.class, RandomPort.class, NoWeb.class, NoTest.class })
	void reasonToSkipInEnabledTestWithoutDefinedPort(Class<?> testClass) {
		assertThat(reasonToSkipEnabledTest(testClass)).isEqualTo("test context without a defined port");
	}

	@ParameterizedTest
	@ValueSource(classes = { DefinedPort.class, DefinedPort.Inner.class, Composed.class, Inherited.class })
	void reasonToSkipInEnabledTestWithDefinedPortReturnsNull(Class<?> testClass) {
		assertThat(reasonToSkipEnabledTest(testClass)).isNull();
	}

	@Test
	void webApplicationTypeIsThatOfApplicationButHeedsPropertyThatIsBoundLater() {
		this.application.setWebApplicationType(WebApplicationType.REACTIVE);
		assertThat(conditions().webApplicationType()).isEqualTo(WebApplicationType.REACTIVE);
		add("test", Map.of("spring.main.web-application-type", "none"));
		assertThat(conditions().webApplicationType()).isEqualTo(WebApplicationType.NONE);
	}

	private String reasonToSkipEnabledTest(Class<?> testClass) {
		this.application.setMainApplicationClass(testClass);
		add("Inlined Test Properties", Map.of("port-resolver.enabled", "true"));
		return reasonToSkip();
	}

	private void add(String name, Map<String, Object> properties) {
		this.environment.getPropertySources().addFirst(new MapPropertySource(name, new HashMap<>(properties)));
	}

	private String reasonToSkip() {
		return conditions().reasonToSkip();
	}

	private PortResolverSkipCheck conditions() {
		return new PortResolverSkipCheck(this.environment, this.application);
	}

	@SpringBootTest
	static class Mock {

	}

	@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
	static class RandomPort {

	}

	@SpringBootTest(webEnvironment = WebEnvironment.NONE)
	static class NoWeb {

	}

	static class NoTest {

	}

	@SpringBootTest(webEnvironment = WebEnvironment.DEFINED_PORT)
	static class DefinedPort {

		@Nested
		class Inner {

		}

	}

	@ServesOnDefinedPort
	static class Composed {

	}

	static class Inherited extends DefinedPort {

	}

	@SpringBootTest(webEnvironment = WebEnvironment.DEFINED_PORT)
	@Retention(RetentionPolicy.RUNTIME)
	@interface ServesOnDefinedPort {

	}

}
