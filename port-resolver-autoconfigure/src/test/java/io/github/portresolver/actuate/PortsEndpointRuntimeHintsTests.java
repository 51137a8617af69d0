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

package io.github.portresolver.actuate;

import io.github.portresolver.actuate.PortsDescriptor.AttemptDescriptor;
import io.github.portresolver.actuate.PortsDescriptor.FallbackDescriptor;
import io.github.portresolver.actuate.PortsDescriptor.ListenerDescriptor;
import io.github.portresolver.actuate.PortsDescriptor.OwnerDescriptor;
import io.github.portresolver.actuate.PortsDescriptor.PortDescriptor;
import io.github.portresolver.actuate.PortsDescriptor.PortStateDescriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.core.io.support.SpringFactoriesLoader;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PortsEndpointRuntimeHints}.
 */
class PortsEndpointRuntimeHintsTests {

	private final RuntimeHints hints = new RuntimeHints();

	@ParameterizedTest
	@ValueSource(classes = { PortsDescriptor.class, PortDescriptor.class, AttemptDescriptor.class,
			FallbackDescriptor.class, OwnerDescriptor.class, PortStateDescriptor.class, ListenerDescriptor.class })
	void registerHintsLetsJacksonReadRecord(Class<?> type) {
		new PortsEndpointRuntimeHints().registerHints(this.hints, getClass().getClassLoader());
		assertThat(type.getRecordComponents()).isNotEmpty()
			.allSatisfy((component) -> assertThat(
					RuntimeHintsPredicates.reflection().onMethodInvocation(component.getAccessor()))
				.accepts(this.hints));
	}

	@ParameterizedTest
	@ValueSource(strings = { "page.html", "page.css", "page.js" })
	void registerHintsIncludesPage(String file) {
		new PortsEndpointRuntimeHints().registerHints(this.hints, getClass().getClassLoader());
		assertThat(RuntimeHintsPredicates.resource().forResource("io/github/portresolver/actuate/" + file))
			.accepts(this.hints);
	}

	@Test
	void registerHintsWhenActuatorIsAbsentRegistersNothing() {
		new PortsEndpointRuntimeHints().registerHints(this.hints,
				new FilteredClassLoader("org.springframework.boot.actuate"));
		assertThat(this.hints.reflection().typeHints()).isEmpty();
	}

	@Test
	void registrarIsFoundByAotProcessing() {
		assertThat(SpringFactoriesLoader.forResourceLocation("META-INF/spring/aot.factories")
			.load(RuntimeHintsRegistrar.class)).hasAtLeastOneElementOfType(PortsEndpointRuntimeHints.class);
	}

}
