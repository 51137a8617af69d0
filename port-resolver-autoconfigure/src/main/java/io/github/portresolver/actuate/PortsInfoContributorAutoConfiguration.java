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

package io.github.portresolver.actuate;

import java.util.LinkedHashMap;
import java.util.Map;

import io.github.portresolver.ResolvedPort;
import io.github.portresolver.ResolvedPorts;

import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.actuate.autoconfigure.info.InfoContributorFallback;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.actuate.info.MapInfoContributor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * {@link AutoConfiguration Auto-configuration} for the ports in the {@code info}
 * endpoint.
 */
@AutoConfiguration
@ConditionalOnClass({ InfoContributor.class, ConditionalOnEnabledInfoContributor.class })
public final class PortsInfoContributorAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "portsInfoContributor")
	@ConditionalOnEnabledInfoContributor(value = "ports", fallback = InfoContributorFallback.DISABLE)
	InfoContributor portsInfoContributor(ResolvedPorts ports) {
		Map<String, Object> details = new LinkedHashMap<>();
		ports.forEach((port) -> details.put(port.name(), details(port)));
		return new MapInfoContributor(Map.of("ports", details));
	}

	private static Map<String, Object> details(ResolvedPort port) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("port", port.port());
		details.put("requested", port.requested());
		details.put("source", port.source().toString());
		details.put("url", port.url());
		return details;
	}

}
