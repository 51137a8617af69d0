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
import java.util.Arrays;
import java.util.function.Supplier;

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
import org.springframework.boot.origin.Origin;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.Assert;

/**
 * Reads properties as Spring Boot binds them, each exactly once: a value such as
 * <code>${random.int[8000,9000]}</code> is rolled anew at every read.
 */
class PropertyReader {

	private final Binder binder;

	PropertyReader(ConfigurableEnvironment environment) {
		this.binder = Binder.get(environment);
	}

	PortResolverProperties readProperties() {
		return translate(() -> this.binder.bindOrCreate("port-resolver", Bindable.of(PortResolverProperties.class),
				new Limits()));
	}

	// The port is null if the property is not set, or empty
	ConfiguredPort readPort(String name) {
		Capture capture = new Capture();
		Integer port = translate(() -> this.binder.bind(canonical(name), Bindable.of(Integer.class), capture))
			.orElse(null);
		if (port != null && port > PortRange.MAX_PORT) {
			throw new InvalidPropertyException(name, port.toString(), capture.origin, "must not be greater than 65535",
					AllowedValues.PORT, null);
		}
		return (port != null) ? new ConfiguredPort(port, capture.value, capture.origin)
				: new ConfiguredPort(null, null, null);
	}

	// Return null if the property is not set or its origin is not known
	@Nullable Origin origin(String name) {
		Capture capture = new Capture();
		this.binder.bind(canonical(name), Bindable.of(String.class), capture);
		return capture.origin;
	}

	// Named ports are asked for by properties as their users write them, such as
	// app.debugPort
	private static ConfigurationPropertyName canonical(String name) {
		return ConfigurationPropertyName.adapt(name, '.');
	}

	<T> @Nullable T read(String name, Class<T> type) {
		return translate(() -> this.binder.bind(name, type)).orElse(null);
	}

	boolean hasAny(String prefix, String... names) {
		return Arrays.stream(names).anyMatch((name) -> this.binder.bind(prefix + name, String.class).isBound());
	}

	// For values that do not go together; told is the origin of the property set
	InvalidPropertyException invalid(String property, String value, String set, String reason, String allowed) {
		return new InvalidPropertyException(property, value, origin(set), reason, allowed, null);
	}

	private <T> T translate(Supplier<T> bind) {
		try {
			return bind.get();
		}
		catch (BindException ex) {
			throw invalid(ex);
		}
	}

	private InvalidPropertyException invalid(BindException ex) {
		ConfigurationProperty property = ex.getProperty();
		Class<?> type = ex.getTarget().getType().resolve(Object.class);
		String value = (property != null) ? String.valueOf(property.getValue()) : "";
		Throwable root = NestedExceptionUtils.getMostSpecificCause(ex);
		return new InvalidPropertyException(ex.getName().toString(), value,
				(property != null) ? property.getOrigin() : null, AllowedValues.reason(type, root),
				AllowedValues.of(ex.getName().toString(), type), ex);
	}

	/**
	 * A port as it is configured.
	 *
	 * @param port the port, or {@code null} if the property is not set
	 * @param value what is written, with its placeholders, or {@code null} if the
	 * property is not set
	 * @param origin where it is set, or {@code null} if that is not known
	 */
	record ConfiguredPort(@Nullable Integer port, @Nullable String value, @Nullable Origin origin) {

		boolean isNegative() {
			return this.port != null && this.port < 0;
		}

		@Nullable String describeOrigin() {
			return (this.origin != null) ? this.origin.toString() : null;
		}

	}

	// Not in the setters: what they throw is said of the whole object, not of the
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

	private static final class Capture implements BindHandler {

		private @Nullable Origin origin;

		private @Nullable String value;

		@Override
		public Object onSuccess(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
				Object result) {
			ConfigurationProperty property = context.getConfigurationProperty();
			this.origin = (property != null) ? property.getOrigin() : null;
			this.value = String.valueOf((property != null) ? property.getValue() : result);
			return result;
		}

	}

}
