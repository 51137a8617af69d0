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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.github.portresolver.Fallback;
import io.github.portresolver.resolve.FallbackVerdict;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.boot.origin.Origin;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * Decides what {@code port-resolver.fallback=auto} means: a port does not move where
 * nobody would find it.
 */
class FallbackDecision {

	private final Environment environment;

	private final HostEnvironment host;

	private final @Nullable ClassLoader classLoader;

	FallbackDecision(Environment environment, HostEnvironment host, @Nullable ClassLoader classLoader) {
		this.environment = environment;
		this.host = host;
		this.classLoader = classLoader;
	}

	FallbackVerdict decide(PortResolverProperties properties, @Nullable Origin origin) {
		if (properties.getFallback() != Fallback.AUTO) {
			return (origin != null) ? FallbackVerdict.configured(properties.getFallback(), origin.toString())
					: new FallbackVerdict(properties.getFallback(), "it is configured explicitly");
		}
		return Stream.of(profile(properties), platform(), container(), service(), wellKnownServer())
			.filter(Objects::nonNull)
			.findFirst()
			.map((reason) -> new FallbackVerdict(Fallback.NONE, reason))
			.orElseGet(() -> new FallbackVerdict(Fallback.ADJACENT_THEN_RANDOM, reasonToMove()));
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
		return Arrays.stream(WellKnownServer.values())
			.filter((server) -> ClassUtils.isPresent(server.type, this.classLoader)
					&& !"false".equalsIgnoreCase(this.environment.getProperty(server.enabledProperty)))
			.findFirst()
			.map((server) -> "others find the " + server.description + " at its configured port")
			.orElse(null);
	}

	// The types whose presence decides
	static Stream<String> types() {
		return Stream.of(WellKnownServer.values()).map((server) -> server.type);
	}

	private String reasonToMove() {
		String variable = this.host.developmentVariable();
		String marker = (variable != null) ? this.host.containerMarker() : null;
		return (marker != null) ? "the container (%s) is one for development or CI (%s)".formatted(marker, variable)
				: "no strict profile, cloud platform, container or service was found";
	}

	/**
	 * Servers whose address is part of the configuration of other applications.
	 */
	private enum WellKnownServer {

		CONFIG_SERVER("Config Server", "org.springframework.cloud.config.server.EnableConfigServer",
				"spring.cloud.config.server.enabled"),

		EUREKA_SERVER("Eureka Server", "org.springframework.cloud.netflix.eureka.server.EnableEurekaServer",
				"eureka.server.enabled"),

		ADMIN_SERVER("Spring Boot Admin Server", "de.codecentric.boot.admin.server.config.EnableAdminServer",
				"spring.boot.admin.server.enabled");

		private final String description;

		private final String type;

		private final String enabledProperty;

		WellKnownServer(String description, String type, String enabledProperty) {
			this.description = description;
			this.type = type;
			this.enabledProperty = enabledProperty;
		}

	}

	/**
	 * What can be seen of the machine an application runs on.
	 */
	record HostEnvironment(UnaryOperator<@Nullable String> variables, Path root, long pid) {

		static HostEnvironment ofSystem() {
			return new HostEnvironment(System::getenv, Path.of("/"), ProcessHandle.current().pid());
		}

		// Of a platform that Spring Boot does not know
		@Nullable String platformVariable() {
			return firstSet("K_SERVICE", "FLY_APP_NAME");
		}

		@Nullable String containerMarker() {
			return Stream.of(".dockerenv", "run/.containerenv")
				.filter((name) -> Files.exists(this.root.resolve(name)))
				.findFirst()
				.map("/"::concat)
				.orElseGet(this::processMarker);
		}

		private @Nullable String processMarker() {
			if (isSet("container")) {
				return "the variable 'container'";
			}
			return (this.pid == 1) ? "pid 1" : isContainerd() ? "containerd" : null;
		}

		// Its snapshots are the layers of the root file system
		private boolean isContainerd() {
			try (Stream<String> mounts = Files.lines(this.root.resolve("proc/self/mountinfo"))) {
				return mounts.anyMatch((mount) -> mount.contains(" / / ") && mount.contains("io.containerd."));
			}
			catch (IOException | RuntimeException ex) {
				return false;
			}
		}

		// What tells that a container is a developer's or a CI job's
		@Nullable String developmentVariable() {
			return firstSet("REMOTE_CONTAINERS", "CODESPACES", "GITPOD_WORKSPACE_ID", "CI");
		}

		// systemd.exec(5), "SYSTEMD_EXEC_PID"
		boolean isService() {
			return String.valueOf(this.pid).equals(this.variables.apply("SYSTEMD_EXEC_PID"));
		}

		private @Nullable String firstSet(String... names) {
			return Stream.of(names).filter(this::isSet).findFirst().orElse(null);
		}

		private boolean isSet(String variable) {
			String value = this.variables.apply(variable);
			return value != null && !value.isEmpty() && !"false".equalsIgnoreCase(value);
		}

	}

}
