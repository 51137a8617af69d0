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

import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.portresolver.handoff.HeldPorts;
import io.github.portresolver.resolve.PortAllocation;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * {@link AutoConfiguration Auto-configuration} for meters that tell what choosing the
 * ports took.
 */
@AutoConfiguration
@ConditionalOnClass(MeterBinder.class)
public final class PortsMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "portsMeterBinder")
	MeterBinder portsMeterBinder(ObjectProvider<HeldPorts> heldPorts) {
		List<PortAllocation> allocations = heldPorts.getIfAvailable(HeldPorts::none).allocations();
		return (registry) -> allocations.forEach((allocation) -> bind(allocation, registry));
	}

	private static void bind(PortAllocation allocation, MeterRegistry registry) {
		Tags tags = Tags.of("name", allocation.port().name(), "source", allocation.port().source().toString());
		TimeGauge.builder("port.resolver.time", allocation, TimeUnit.NANOSECONDS, (port) -> port.elapsed().toNanos())
			.description("Time taken to choose and bind the port")
			.tags(tags)
			.register(registry);
		Gauge.builder("port.resolver.attempts", allocation, (port) -> port.attempts().size())
			.description("Number of ports that were tried")
			.tags(tags)
			.register(registry);
	}

}
