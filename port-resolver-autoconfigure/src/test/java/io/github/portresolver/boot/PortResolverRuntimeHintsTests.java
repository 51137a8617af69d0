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

import io.github.portresolver.handoff.AdoptingHttp11NioProtocol;
import io.github.portresolver.resolve.PortRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PortResolverRuntimeHints}.
 */
class PortResolverRuntimeHintsTests {

	private final RuntimeHints hints = hints(getClass().getClassLoader());

	@Test
	void registerHintsLetsPropertiesBeBound() throws Exception {
		assertThat(PortResolverProperties.class.getNestMembers()).hasSize(7)
			.allSatisfy((type) -> assertThat(
					RuntimeHintsPredicates.reflection().onConstructorInvocation(type.getDeclaredConstructors()[0]))
				.accepts(this.hints));
	}

	@Test
	void registerHintsLetsRangesBeConverted() throws Exception {
		assertThat(invokable(PortRange.class, "of", String.class)).isTrue();
		assertThat(invokable(PortRange.class, "of", Integer.class)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "AdoptingHttp11NioProtocol", "TomcatHandOff$GuardedHttp11Nio2Protocol" })
	void registerHintsLetsTomcatCreateProtocol(String name) throws Exception {
		Class<?> protocol = Class.forName("io.github.portresolver.handoff." + name);
		assertThat(RuntimeHintsPredicates.reflection().onConstructorInvocation(protocol.getConstructor()))
			.accepts(this.hints);
	}

	@Test
	void registerHintsWhenTomcatIsAbsentLeavesProtocolOut() {
		assertThat(RuntimeHintsPredicates.reflection().onType(AdoptingHttp11NioProtocol.class))
			.rejects(hints(new FilteredClassLoader(AdoptingHttp11NioProtocol.class)));
	}

	@Test
	void registerHintsLetsTypesBeFoundThatAreAskedFor() {
		assertThat(PortResolverRuntimeHints.askedFor().filter((type) -> ClassUtils.isPresent(type, null)))
			.contains("org.springframework.boot.bootstrap.ConfigurableBootstrapContext",
					"org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType",
					"org.springframework.grpc.server.GrpcServerFactory", "org.apache.catalina.startup.Tomcat",
					"org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration")
			.allSatisfy((type) -> assertThat(RuntimeHintsPredicates.reflection().onType(TypeReference.of(type)))
				.accepts(this.hints));
	}

	@ParameterizedTest
	@ValueSource(strings = { "page.html", "page.css", "page.js" })
	void registerHintsIncludesThePageOfTheEndpoint(String file) {
		assertThat(RuntimeHintsPredicates.resource().forResource("io/github/portresolver/actuate/" + file))
			.accepts(this.hints);
	}

	@Test
	void registrarIsFoundByAotProcessing() {
		assertThat(SpringFactoriesLoader.forResourceLocation("META-INF/spring/aot.factories")
			.load(RuntimeHintsRegistrar.class)).hasAtLeastOneElementOfType(PortResolverRuntimeHints.class);
	}

	private boolean invokable(Class<?> type, String method, Class<?>... parameters) throws Exception {
		return RuntimeHintsPredicates.reflection()
			.onMethodInvocation(type.getMethod(method, parameters))
			.test(this.hints);
	}

	private static RuntimeHints hints(ClassLoader classLoader) {
		RuntimeHints hints = new RuntimeHints();
		new PortResolverRuntimeHints().registerHints(hints, classLoader);
		return hints;
	}

}
