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

import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginTrackedValue;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;

/**
 * The first property source of the environment. It overrides the properties that asked
 * for a port with the literal number where that is not what they say, and tells how each
 * port was chosen under {@code port-resolver.resolved}.
 */
public final class PortPropertySource {

	public static final String NAME = "portResolver";

	private static final String PREFIX = "port-resolver.resolved.";

	private final Map<String, Object> values = new LinkedHashMap<>();

	private PortPropertySource() {
	}

	/**
	 * Publish ports to an environment, in place of what was published there before.
	 * @param parent the environment of the parent context, whose ports are not hidden by
	 * property sources of this one, or {@code null} if there is none
	 */
	public static void publish(ConfigurableEnvironment environment, Collection<PortAllocation> allocations,
			@Nullable Environment parent) {
		PortPropertySource source = new PortPropertySource();
		if (parent instanceof ConfigurableEnvironment configurable
				&& configurable.getPropertySources().get(NAME) instanceof MapPropertySource ports) {
			source.values.putAll(ports.getSource());
		}
		for (PortAllocation allocation : allocations) {
			source.override(allocation.request(), allocation.port());
			source.tell(allocation.port());
		}
		environment.getPropertySources().remove(NAME);
		if (!source.values.isEmpty()) {
			environment.getPropertySources().addFirst(new OriginTrackedMapPropertySource(NAME, source.values));
		}
	}

	private void override(PortRequest request, ResolvedPort port) {
		boolean overrides = request.isConfigured() ? !String.valueOf(port.port()).equals(request.value())
				: port.port() != request.port();
		PortOrigin origin = new PortOrigin(port.source().toString(), request.origin());
		List<String> names = new ArrayList<>(request.aliases());
		names.add(request.property());
		for (String name : names) {
			this.values.remove(name);
			if (overrides) {
				this.values.put(name, OriginTrackedValue.of(port.port(), origin));
			}
		}
	}

	private void tell(ResolvedPort port) {
		String prefix = PREFIX + port.name() + ".";
		this.values.put(prefix + "port", port.port());
		this.values.put(prefix + "requested", port.requested());
		this.values.put(prefix + "source", port.source().toString());
		this.values.put(prefix + "url", port.url());
	}

	private record PortOrigin(String source, @Nullable String configured) implements Origin {

		@Override
		public String toString() {
			return "port-resolver (" + this.source + ")" + ((this.configured != null) ? " for " + this.configured : "");
		}

	}

}
