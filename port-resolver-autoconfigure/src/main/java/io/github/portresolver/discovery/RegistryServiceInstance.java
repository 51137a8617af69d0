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

import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.portresolver.registry.ApplicationRecord;
import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;

/**
 * An application of the registry, as Spring Cloud knows one.
 */
final class RegistryServiceInstance extends DefaultServiceInstance {

	private RegistryServiceInstance(ApplicationRecord application, URI uri, Map<String, String> metadata) {
		super(application.name() + "-" + application.pid() + "-" + uri.getPort(), application.name(), uri.getHost(),
				uri.getPort(), "https".equals(uri.getScheme()), metadata);
	}

	static List<ServiceInstance> of(List<ApplicationRecord> applications) {
		return applications.stream().<ServiceInstance>map(RegistryServiceInstance::of).toList();
	}

	// Over TCP. The URL may be anything, as another process wrote it
	static boolean isServing(ApplicationRecord application) {
		URI uri = uri(application, "server");
		return uri != null && uri.getHost() != null && uri.getPort() > 0;
	}

	private static @Nullable URI uri(ApplicationRecord application, String name) {
		try {
			String url = application.urls().get(name);
			return (url != null) ? new URI(url) : null;
		}
		catch (URISyntaxException ex) {
			return null;
		}
	}

	private static RegistryServiceInstance of(ApplicationRecord application) {
		URI uri = URI.create(application.urls().get("server"));
		Map<String, String> metadata = new LinkedHashMap<>();
		metadata.put("secure", String.valueOf("https".equals(uri.getScheme())));
		putManagement(application, metadata);
		if (application.urls().containsKey("unix-socket")) {
			metadata.put("unixSocket", application.urls().get("unix-socket"));
		}
		metadata.put("pid", String.valueOf(application.pid()));
		metadata.put("startedAt", application.startedAt().toString());
		return new RegistryServiceInstance(application, uri, metadata);
	}

	// The keys are those that Spring Cloud and Spring Boot Admin use
	private static void putManagement(ApplicationRecord application, Map<String, String> metadata) {
		Integer port = application.ports().get("management");
		URI uri = uri(application, "management");
		if (port != null) {
			metadata.put("management.port", port.toString());
		}
		if (uri != null) {
			metadata.put("management.context-path", uri.getPath());
		}
	}

}
