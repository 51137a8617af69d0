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
import java.util.List;
import java.util.Locale;

import io.github.portresolver.resolve.Fallback;
import io.github.portresolver.resolve.FallbackVerdict;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.boot.origin.Origin;
import org.springframework.core.env.Environment;

/**
 * Decides what {@code port-resolver.fallback=auto} means: a port does not move where
 * nobody would find it.
 */
class FallbackDecision {

	private final Environment environment;

	private final Surroundings surroundings;

	FallbackDecision(Environment environment, Surroundings surroundings) {
		this.environment = environment;
		this.surroundings = surroundings;
	}

	/**
	 * Decide.
	 * @param properties the properties of the starter
	 * @param origin where the fallback is set, or {@code null} if that is not known
	 * @return the fallback, and why it is this one
	 */
	FallbackVerdict decide(PortResolverProperties properties, @Nullable Origin origin) {
		if (properties.getFallback() != Fallback.AUTO) {
			return (origin != null) ? FallbackVerdict.configured(properties.getFallback(), origin.toString())
					: new FallbackVerdict(properties.getFallback(), "it is configured so");
		}
		for (String profile : activeProfiles()) {
			if (properties.getStrictProfiles().contains(profile)) {
				return none("profile '" + profile + "' is active");
			}
		}
		CloudPlatform platform = CloudPlatform.getActive(this.environment);
		if (platform != null && platform != CloudPlatform.NONE) {
			return none("the application runs on " + platform.name().toLowerCase(Locale.ROOT).replace('_', ' '));
		}
		String marker = this.surroundings.containerMarker();
		if (marker != null) {
			return none("the application runs in a container (" + marker + ")");
		}
		if (this.surroundings.isService()) {
			return none("the application is the main process of a service (SYSTEMD_EXEC_PID)");
		}
		return new FallbackVerdict(Fallback.ADJACENT_THEN_RANDOM,
				"there is no strict profile, cloud platform, container or service");
	}

	private List<String> activeProfiles() {
		return Arrays.asList(this.environment.getActiveProfiles());
	}

	private static FallbackVerdict none(String reason) {
		return new FallbackVerdict(Fallback.NONE, reason);
	}

}
