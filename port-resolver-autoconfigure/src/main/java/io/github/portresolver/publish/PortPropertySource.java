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

package io.github.portresolver.publish;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.portresolver.ResolvedPort;
import io.github.portresolver.resolve.PortAllocation;
import io.github.portresolver.resolve.PortRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;

/**
 * The first property source of the environment. It overrides the properties that asked
 * for a port with the literal number where that is not what they say, and tells how each
 * port was chosen under {@code port-resolver.resolved}.
 */
public final class PortPropertySource extends MapPropertySource implements OriginLookup<String> {

	// The name of the property source
	public static final String NAME = "portResolver";

	private static final String PREFIX = "port-resolver.resolved.";

	private final Map<String, Origin> origins;

	private PortPropertySource(Map<String, Object> properties, Map<String, Origin> origins) {
		super(NAME, properties);
		this.origins = origins;
	}

	/**
	 * Publish ports to an environment, in place of what was published there before.
	 * @param parent the environment of the parent context, whose ports are not hidden by
	 * property sources of this one, or {@code null} if there is none
	 */
	public static void publish(ConfigurableEnvironment environment, Collection<PortAllocation> allocations,
			@Nullable Environment parent) {
		Map<String, Object> properties = new LinkedHashMap<>();
		Map<String, Origin> origins = new LinkedHashMap<>();
		if (parent instanceof ConfigurableEnvironment configurable
				&& configurable.getPropertySources().get(NAME) instanceof PortPropertySource source) {
			properties.putAll(source.getSource());
			origins.putAll(source.origins);
		}
		for (PortAllocation allocation : allocations) {
			put(allocation, properties, origins);
		}
		environment.getPropertySources().remove(NAME);
		if (!properties.isEmpty()) {
			environment.getPropertySources().addFirst(new PortPropertySource(properties, origins));
		}
	}

	private static void put(PortAllocation allocation, Map<String, Object> properties, Map<String, Origin> origins) {
		PortRequest request = allocation.request();
		ResolvedPort port = allocation.port();
		boolean overrides = request.isConfigured() ? !String.valueOf(port.port()).equals(request.value())
				: port.port() != request.port();
		PortOrigin origin = new PortOrigin(port.source().toString(), request.origin());
		List<String> names = new ArrayList<>(request.aliases());
		names.add(request.property());
		properties.keySet().removeAll(names);
		if (overrides) {
			for (String name : names) {
				properties.put(name, port.port());
				origins.put(name, origin);
			}
		}
		String prefix = PREFIX + port.name() + ".";
		properties.put(prefix + "port", port.port());
		properties.put(prefix + "requested", port.requested());
		properties.put(prefix + "source", port.source().toString());
		properties.put(prefix + "url", port.url());
	}

	/**
	 * Return where a property's value comes from.
	 * @return how the port was chosen and where the one asked for was set, or
	 * {@code null} if the property is none that asked for a port
	 */
	@Override
	public @Nullable Origin getOrigin(String key) {
		return this.origins.get(key);
	}

	private record PortOrigin(String source, @Nullable String configured) implements Origin {

		@Override
		public String toString() {
			return "port-resolver (" + this.source + ")" + ((this.configured != null) ? " for " + this.configured : "");
		}

	}

}
