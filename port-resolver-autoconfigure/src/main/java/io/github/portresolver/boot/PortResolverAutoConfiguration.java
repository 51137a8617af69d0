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

import java.util.List;

import io.github.portresolver.PortLeases;
import io.github.portresolver.ResolvedPorts;
import io.github.portresolver.handoff.HeldPorts;
import io.github.portresolver.lease.Leases;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.util.function.SingletonSupplier;

/**
 * {@link AutoConfiguration Auto-configuration} for the bean that tells the chosen ports.
 */
@AutoConfiguration
public final class PortResolverAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	ResolvedPorts resolvedPorts(ObjectProvider<HeldPorts> heldPorts) {
		HeldPorts held = heldPorts.getIfAvailable();
		return (held != null) ? held.ports() : new ResolvedPorts(List.of());
	}

	@Bean
	@ConditionalOnMissingBean(value = PortLeases.class, search = SearchStrategy.CURRENT)
	PortLeases portLeases(Environment environment) {
		return Leases.ofApplication(SingletonSupplier.of(() -> PortResolverProperties.Registry.of(environment)
			.open(LogFactory.getLog(PortLeases.class), "", null)
			.leases()));
	}

}
