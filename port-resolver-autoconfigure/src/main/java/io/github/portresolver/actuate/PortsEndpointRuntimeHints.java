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

import io.github.portresolver.actuate.PortsDescriptor.PortStateDescriptor;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.util.ClassUtils;

/**
 * What a native image needs to know to write the endpoint's answers as JSON and as a
 * page.
 */
class PortsEndpointRuntimeHints implements RuntimeHintsRegistrar {

	private static final String ACTUATOR_CLASS = "org.springframework.boot.actuate.endpoint.OperationResponseBody";

	private final BindingReflectionHintsRegistrar bindingRegistrar = new BindingReflectionHintsRegistrar();

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		if (ClassUtils.isPresent(ACTUATOR_CLASS, classLoader)) {
			this.bindingRegistrar.registerReflectionHints(hints.reflection(), PortsDescriptor.class,
					PortStateDescriptor.class);
			hints.resources().registerPattern("io/github/portresolver/actuate/page.*");
		}
	}

}
