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

import java.time.Duration;

import io.github.portresolver.Hold;
import io.github.portresolver.failure.InvalidPropertyException;
import io.github.portresolver.resolve.PortRange;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.origin.Origin;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.Assert;

/**
 * Reads properties as Spring Boot binds them, each exactly once: a value such as
 * <code>${random.int[8000,9000]}</code> is rolled anew at every read. What is found
 * beside it is the text as it is configured.
 */
class PropertyReader {

	private final ConfigurableEnvironment environment;

	private final Binder binder;

	PropertyReader(ConfigurableEnvironment environment) {
		this.environment = environment;
		this.binder = Binder.get(environment);
	}

	PortResolverProperties readProperties() {
		PortResolverProperties properties = bind(canonical("port-resolver"), PortResolverProperties.class,
				new Limits());
		return (properties != null) ? properties : new PortResolverProperties();
	}

	// The port is null if the property is not set, or empty
	ConfiguredPort readPort(String name) {
		Integer port = bind(canonical(name), Integer.class, null);
		ConfigurationProperty property = (port != null) ? find(canonical(name)) : null;
		if (port == null || property == null) {
			return ConfiguredPort.UNSET;
		}
		if (port > PortRange.MAX_PORT) {
			throw new InvalidPropertyException(name, port.toString(), property.getOrigin(),
					"must not be greater than 65535", AllowedValues.PORT, null);
		}
		return new ConfiguredPort(port, String.valueOf(property.getValue()), property.getOrigin());
	}

	// Return null if the property is not set or its origin is not known
	@Nullable Origin origin(String name) {
		ConfigurationProperty property = find(canonical(name));
		return (property != null) ? property.getOrigin() : null;
	}

	// Named ports are asked for by properties as their users write them, such as
	// app.debugPort
	private static ConfigurationPropertyName canonical(String name) {
		return ConfigurationPropertyName.adapt(name, '.');
	}

	<T> @Nullable T read(String name, Class<T> type) {
		return bind(ConfigurationPropertyName.of(name), type, null);
	}

	boolean hasAny(String prefix, String... names) {
		for (String name : names) {
			if (read(prefix + name, String.class) != null) {
				return true;
			}
		}
		return false;
	}

	// For values that do not go together; told is the origin of the property set
	InvalidPropertyException invalid(String property, String value, String set, String reason, String allowed) {
		return new InvalidPropertyException(property, value, origin(set), reason, allowed, null);
	}

	private <T> @Nullable T bind(ConfigurationPropertyName name, Class<T> type, @Nullable BindHandler handler) {
		try {
			return this.binder.bind(name, Bindable.of(type), handler).orElse(null);
		}
		catch (BindException ex) {
			throw invalid(ex);
		}
	}

	private InvalidPropertyException invalid(BindException ex) {
		ConfigurationProperty property = (ex.getProperty() != null) ? ex.getProperty() : find(ex.getName());
		Class<?> type = ex.getTarget().getType().resolve(Object.class);
		String value = (property != null) ? String.valueOf(property.getValue()) : "";
		Throwable root = NestedExceptionUtils.getMostSpecificCause(ex);
		return new InvalidPropertyException(ex.getName().toString(), value,
				(property != null) ? property.getOrigin() : null, AllowedValues.reason(type, root),
				AllowedValues.of(ex.getName().toString(), type), ex);
	}

	// The binder forgets it where it tries to bind the parts of an object as well
	private @Nullable ConfigurationProperty find(ConfigurationPropertyName name) {
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			ConfigurationProperty property = source.getConfigurationProperty(name);
			if (property != null) {
				return property;
			}
		}
		return null;
	}

	/**
	 * A port as it is configured.
	 */
	record ConfiguredPort(@Nullable Integer port, @Nullable String value, @Nullable Origin origin) {

		static final ConfiguredPort UNSET = new ConfiguredPort(null, null, null);

		boolean isNegative() {
			return this.port != null && this.port < 0;
		}

		@Nullable String describeOrigin() {
			return (this.origin != null) ? this.origin.toString() : null;
		}

	}

	// Not in the constructors: what they throw is said of the whole object, not of the
	// property
	private static final class Limits implements BindHandler {

		@Override
		public Object onSuccess(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
				Object result) {
			boolean negative = (result instanceof Duration duration) ? duration.isNegative()
					: result instanceof Integer number && number < 0;
			Assert.isTrue(!negative, "must not be negative");
			// A lease is what named ports have, and nothing to choose
			Assert.isTrue(result != Hold.LEASE, AllowedValues.NOT_ALLOWED);
			return result;
		}

	}

}
