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

import java.util.LinkedHashMap;
import java.util.Map;

import io.github.portresolver.resolve.ResolvedPort;
import io.github.portresolver.resolve.ResolvedPorts;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * The first property source of the environment. It overrides the properties that asked
 * for a port with the literal number and tells how the port was chosen under
 * {@code port-resolver.resolved}.
 *
 * @since 0.1.0
 */
public final class PortPropertySource extends MapPropertySource implements OriginLookup<String> {

	/**
	 * The name of the property source.
	 */
	public static final String NAME = "portResolver";

	private static final String PREFIX = "port-resolver.resolved.";

	private final Map<String, Origin> origins;

	private PortPropertySource(Map<String, Object> properties, Map<String, Origin> origins) {
		super(NAME, properties);
		this.origins = origins;
	}

	/**
	 * Publish ports to an environment, in place of what was published there before.
	 * @param environment the environment
	 * @param ports the ports
	 * @param aliases properties that follow another one, for example
	 * {@code management.server.port} where it is {@code server.port}'s, by the followed
	 * property
	 * @param configured where properties were set before, by property
	 */
	public static void publish(ConfigurableEnvironment environment, ResolvedPorts ports, Map<String, String> aliases,
			Map<String, Origin> configured) {
		Map<String, Object> properties = new LinkedHashMap<>();
		Map<String, Origin> origins = new LinkedHashMap<>();
		for (ResolvedPort port : ports) {
			override(properties, origins, port.property(), port, configured);
			String alias = aliases.get(port.property());
			if (alias != null) {
				override(properties, origins, alias, port, configured);
			}
			String prefix = PREFIX + port.name() + ".";
			properties.put(prefix + "port", port.port());
			properties.put(prefix + "requested", port.requested());
			properties.put(prefix + "source", port.source().toString());
			properties.put(prefix + "url", port.url());
		}
		environment.getPropertySources().remove(NAME);
		environment.getPropertySources().addFirst(new PortPropertySource(properties, origins));
	}

	private static void override(Map<String, Object> properties, Map<String, Origin> origins, String property,
			ResolvedPort port, Map<String, Origin> configured) {
		properties.put(property, port.port());
		origins.put(property, new PortOrigin(port.source().toString(), configured.get(property)));
	}

	/**
	 * Return where a property's value comes from.
	 * @param key the property
	 * @return how the port was chosen, with the origin of what was asked for as its
	 * parent, or {@code null} if the property is none that asked for a port
	 */
	@Override
	public @Nullable Origin getOrigin(String key) {
		return this.origins.get(key);
	}

	private record PortOrigin(String source, @Nullable Origin parent) implements Origin {

		@Override
		public @Nullable Origin getParent() {
			return this.parent;
		}

		@Override
		public String toString() {
			return "port-resolver (" + this.source + ")" + ((this.parent != null) ? " for " + this.parent : "");
		}

	}

}
