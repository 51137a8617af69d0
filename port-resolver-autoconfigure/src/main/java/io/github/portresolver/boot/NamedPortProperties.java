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

import io.github.portresolver.resolve.Fallback;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.NestedConfigurationProperty;

/**
 * Another property that asks for a port.
 *
 * @since 0.1.0
 */
public class NamedPortProperties {

	/**
	 * Name of the property that asks for the port.
	 */
	private @Nullable String property;

	/**
	 * What happens when the port cannot be had. As for the server if it is not set.
	 */
	private Fallback fallback = Fallback.AUTO;

	@NestedConfigurationProperty
	private final RandomProperties random = new RandomProperties();

	public @Nullable String getProperty() {
		return this.property;
	}

	public void setProperty(@Nullable String property) {
		this.property = property;
	}

	public Fallback getFallback() {
		return this.fallback;
	}

	public void setFallback(Fallback fallback) {
		this.fallback = fallback;
	}

	public RandomProperties getRandom() {
		return this.random;
	}

}
