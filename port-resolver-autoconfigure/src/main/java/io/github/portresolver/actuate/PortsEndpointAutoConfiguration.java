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

import java.time.Duration;

import io.github.portresolver.handoff.HeldPorts;
import io.github.portresolver.owner.PortOwners;
import io.github.portresolver.registry.Registry;
import io.github.portresolver.unix.UnixSocket;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.bootstrap.ConfigurableBootstrapContext;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * {@link AutoConfiguration Auto-configuration} for the {@link PortsEndpoint}.
 */
@AutoConfiguration
@ConditionalOnClass({ ConditionalOnAvailableEndpoint.class, ConfigurableBootstrapContext.class })
@ConditionalOnAvailableEndpoint(PortsEndpoint.class)
@EnableConfigurationProperties(PortsEndpointProperties.class)
public final class PortsEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	PortsEndpoint portsEndpoint(ObjectProvider<Registry> registry, Environment environment,
			PortsEndpointProperties properties, ObjectProvider<SanitizingFunction> sanitizingFunctions,
			ObjectProvider<HeldPorts> heldPorts, ObjectProvider<UnixSocket> unixSocket) {
		Duration ownerTimeout = environment.getProperty("port-resolver.owner.timeout", Duration.class,
				Duration.ofSeconds(1));
		return new PortsEndpoint(heldPorts.getIfAvailable(HeldPorts::none), unixSocket.getIfAvailable(),
				registry.getIfAvailable(), PortOwners.ofSystem(), ownerTimeout,
				sanitizingFunctions.orderedStream().toList(), properties.showValues());
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(PortsEndpoint.class)
	@ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
	PortsEndpointWebExtension portsEndpointWebExtension(PortsEndpoint endpoint, PortsEndpointProperties properties,
			Environment environment) {
		return new PortsEndpointWebExtension(endpoint, properties,
				environment.getProperty("spring.application.name", "this application"));
	}

}
