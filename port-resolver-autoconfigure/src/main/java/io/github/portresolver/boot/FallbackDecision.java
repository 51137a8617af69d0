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

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

import io.github.portresolver.Fallback;
import io.github.portresolver.resolve.PortRequest.FallbackVerdict;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.boot.origin.Origin;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * Decides what {@code port-resolver.fallback=auto} means: a port does not move where
 * nobody would find it.
 */
record FallbackDecision(Environment environment, HostEnvironment host, @Nullable ClassLoader classLoader) {

	static final String PROPERTY = "port-resolver.fallback";

	FallbackVerdict decide(PortResolverProperties properties, @Nullable Origin origin) {
		if (properties.getFallback() != Fallback.AUTO) {
			return FallbackVerdict.configured(PROPERTY, properties.getFallback(), origin);
		}
		return Stream.of(profile(properties), platform(), container(), service(), wellKnownServer())
			.filter(Objects::nonNull)
			.findFirst()
			.map((reason) -> FallbackVerdict.automatic(Fallback.NONE, reason))
			.orElseGet(() -> FallbackVerdict.automatic(Fallback.ADJACENT_THEN_RANDOM, reasonToMove()));
	}

	private @Nullable String profile(PortResolverProperties properties) {
		return Arrays.stream(this.environment.getActiveProfiles())
			.filter(properties.getStrictProfiles()::contains)
			.findFirst()
			.map((profile) -> "profile '" + profile + "' is active")
			.orElse(null);
	}

	private @Nullable String platform() {
		CloudPlatform platform = CloudPlatform.getActive(this.environment);
		if (platform != null && platform != CloudPlatform.NONE) {
			return "the application runs on " + platform.name().toLowerCase(Locale.ROOT).replace('_', ' ');
		}
		String variable = this.host.platformVariable();
		return (variable != null) ? "the application runs on a cloud platform (" + variable + ")" : null;
	}

	private @Nullable String container() {
		String marker = (this.host.developmentVariable() == null) ? this.host.containerMarker() : null;
		return (marker != null) ? "the application runs in a container (" + marker + ")" : null;
	}

	private @Nullable String service() {
		return this.host.isService() ? "the application is the main process of a service (SYSTEMD_EXEC_PID)" : null;
	}

	private @Nullable String wellKnownServer() {
		return wellKnownServers()
			.filter((server) -> ClassUtils.isPresent(server.type, this.classLoader)
					&& !"false".equalsIgnoreCase(this.environment.getProperty(server.enabledProperty)))
			.findFirst()
			.map((server) -> "others find the " + server.description + " at its configured port")
			.orElse(null);
	}

	// The types whose presence decides
	static Stream<String> types() {
		return wellKnownServers().map(WellKnownServer::type);
	}

	private String reasonToMove() {
		String variable = this.host.developmentVariable();
		String marker = (variable != null) ? this.host.containerMarker() : null;
		return (marker != null) ? "the container (%s) is one for development or CI (%s)".formatted(marker, variable)
				: "no strict profile, cloud platform, container or service was found";
	}

	private static Stream<WellKnownServer> wellKnownServers() {
		return Stream.of(
				new WellKnownServer("Config Server", "org.springframework.cloud.config.server.EnableConfigServer",
						"spring.cloud.config.server.enabled"),
				new WellKnownServer("Eureka Server",
						"org.springframework.cloud.netflix.eureka.server.EnableEurekaServer", "eureka.server.enabled"),
				new WellKnownServer("Spring Boot Admin Server",
						"de.codecentric.boot.admin.server.config.EnableAdminServer",
						"spring.boot.admin.server.enabled"));
	}

	/**
	 * A server whose address is part of the configuration of other applications.
	 */
	private record WellKnownServer(String description, String type, String enabledProperty) {

	}

}
