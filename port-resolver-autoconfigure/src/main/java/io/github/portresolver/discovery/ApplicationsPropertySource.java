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

package io.github.portresolver.discovery;

import java.util.function.Function;

import io.github.portresolver.registry.ApplicationRecord;
import org.jspecify.annotations.Nullable;

import org.springframework.core.env.EnumerablePropertySource;

/**
 * Answers {@code port-resolver.applications.<name>.url}, {@code .port},
 * {@code .management-port} and {@code .unix-socket} from the registry, when it is asked.
 * It names no properties, so that nothing lists them, and so that the binder does not
 * look for more below every other property, as it does where a source cannot tell.
 */
final class ApplicationsPropertySource extends EnumerablePropertySource<RunningApplications> {

	static final String NAME = "portResolverApplications";

	private static final String PREFIX = "port-resolver.applications.";

	ApplicationsPropertySource(RunningApplications applications) {
		super(NAME, applications);
	}

	@Override
	public String[] getPropertyNames() {
		return new String[0];
	}

	@Override
	public boolean containsProperty(String name) {
		return getProperty(name) != null;
	}

	@Override
	public @Nullable Object getProperty(String name) {
		int end = name.lastIndexOf('.');
		if (!name.startsWith(PREFIX) || end < PREFIX.length()) {
			return null;
		}
		Function<ApplicationRecord, @Nullable Object> value = value(name.substring(end + 1));
		return (value != null) ? getSource().choose(name.substring(PREFIX.length(), end), value) : null;
	}

	private static @Nullable Function<ApplicationRecord, @Nullable Object> value(String key) {
		return switch (key) {
			// Callers append a path
			case "url" -> (application) -> without("/$", application.urls().get("server"));
			case "port" -> (application) -> application.ports().get("server");
			case "management-port" ->
				(application) -> application.ports().getOrDefault("management", application.ports().get("server"));
			case "unix-socket" -> (application) -> without("^unix:", application.urls().get("unix-socket"));
			default -> null;
		};
	}

	private static @Nullable String without(String pattern, @Nullable String url) {
		return (url != null) ? url.replaceFirst(pattern, "") : null;
	}

}
