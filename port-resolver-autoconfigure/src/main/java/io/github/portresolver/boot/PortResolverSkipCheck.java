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

import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.SpringProperties;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.ClassUtils;

/**
 * Tells starts after which no server of this application serves, so that nothing must be
 * held for it.
 */
record PortResolverSkipCheck(ConfigurableEnvironment environment, SpringApplication application) {

	// By its name, because an application without a web server lacks the module
	private static final String WAR_INITIALIZER = "org.springframework.boot.web.servlet.support."
			+ "ServletContextApplicationContextInitializer";

	private static final String SPRING_BOOT_TEST = "org.springframework.boot.test.context.SpringBootTest";

	@Nullable String reasonToSkip() {
		String reason = reasonWithoutServer();
		if (reason == null && isTest()) {
			reason = reasonToSkipTest();
		}
		return (reason == null && Boolean.FALSE.equals(enabled())) ? "port-resolver.enabled is false" : reason;
	}

	private @Nullable String reasonWithoutServer() {
		if (this.environment.getPropertySources().contains("bootstrap")) {
			return "Spring Cloud bootstrap context";
		}
		if (isWar()) {
			return "deployed to a servlet container";
		}
		if (Boolean.getBoolean("spring.aot.processing")) {
			return "AOT processing";
		}
		return "onRefresh".equalsIgnoreCase(SpringProperties.getProperty("spring.context.checkpoint"))
				? "the application is checkpointed before its server starts" : null;
	}

	// Read alone: other properties may be anything where the starter is off
	private @Nullable Boolean enabled() {
		return new PropertyReader(this.environment).read("port-resolver.enabled", Boolean.class);
	}

	// It trains a class archive or an AOT cache, and exits before its server starts
	static boolean isTrainingRun() {
		return "onRefresh".equalsIgnoreCase(SpringProperties.getProperty("spring.context.exit"));
	}

	// The environment does not tell: after Spring Cloud's /actuator/restart, it has the
	// servlet context of the embedded server that was stopped
	private boolean isWar() {
		return this.application.getInitializers()
			.stream()
			.anyMatch((initializer) -> initializer.getClass().getName().equals(WAR_INITIALIZER));
	}

	// The context of a test that does not ask for the starter
	boolean isTestLeftAlone() {
		return isTest() && !Boolean.TRUE.equals(enabled());
	}

	// SpringBootContextLoader adds it for every test context
	private boolean isTest() {
		return this.environment.getPropertySources().contains("Inlined Test Properties");
	}

	private @Nullable String reasonToSkipTest() {
		if (isTestLeftAlone()) {
			return "test context without port-resolver.enabled=true";
		}
		return hasDefinedPort(this.application.getMainApplicationClass()) ? null
				: "test context without a defined port";
	}

	private static boolean hasDefinedPort(@Nullable Class<?> testClass) {
		MergedAnnotation<?> test = (testClass != null) ? MergedAnnotations.search(SearchStrategy.TYPE_HIERARCHY)
			.withEnclosingClasses(ClassUtils::isInnerClass)
			.from(testClass)
			.get(SPRING_BOOT_TEST) : MergedAnnotation.missing();
		return test.isPresent() && "DEFINED_PORT".equals(String.valueOf(test.getValue("webEnvironment").orElse(null)));
	}

	// The property counts, which Spring Boot binds to the application only after the
	// event
	WebApplicationType webApplicationType() {
		WebApplicationType deduced = this.application.getWebApplicationType();
		return Binder.get(this.environment)
			.bind("spring.main.web-application-type", WebApplicationType.class)
			.orElse((deduced != null) ? deduced : WebApplicationType.NONE);
	}

}
