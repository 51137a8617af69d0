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

import reactor.core.publisher.Flux;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.cloud.client.ConditionalOnBlockingDiscoveryEnabled;
import org.springframework.cloud.client.ConditionalOnDiscoveryEnabled;
import org.springframework.cloud.client.ConditionalOnReactiveDiscoveryEnabled;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.loadbalancer.annotation.LoadBalancerClientSpecification;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * {@link AutoConfiguration Auto-configuration} for service discovery over the registry of
 * this machine.
 */
@AutoConfiguration(beforeName = { "org.springframework.cloud.client.CommonsClientAutoConfiguration",
		"org.springframework.cloud.client.discovery.composite.CompositeDiscoveryClientAutoConfiguration",
		"org.springframework.cloud.client.discovery.composite.reactive.ReactiveCompositeDiscoveryClientAutoConfiguration" },
		afterName = "org.springframework.cloud.netflix.eureka.EurekaDiscoveryClientConfiguration")
@ConditionalOnClass(DiscoveryClient.class)
@ConditionalOnBean(RunningApplications.class)
@ConditionalOnDiscoveryEnabled
@ConditionalOnBooleanProperty(name = { "port-resolver.enabled", "port-resolver.discovery.enabled" },
		matchIfMissing = true)
public final class RegistryDiscoveryAutoConfiguration {

	@Bean
	RegistryWatch registryWatch(RunningApplications applications, ApplicationEventPublisher publisher) {
		return new RegistryWatch(applications, publisher);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBlockingDiscoveryEnabled
	static class BlockingConfiguration {

		@Bean
		RegistryDiscoveryClient registryDiscoveryClient(RunningApplications applications, RegistryWatch watch) {
			return new RegistryDiscoveryClient(applications, watch);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(Flux.class)
	@ConditionalOnReactiveDiscoveryEnabled
	static class ReactiveConfiguration {

		@Bean
		RegistryDiscoveryClient.Reactive registryReactiveDiscoveryClient(RunningApplications applications,
				RegistryWatch watch) {
			return new RegistryDiscoveryClient.Reactive(new RegistryDiscoveryClient(applications, watch));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(LoadBalancerClientSpecification.class)
	static class LoadBalancerConfiguration {

		@Bean
		LoadBalancerClientSpecification registryLoadBalancerClientSpecification() {
			// The prefix is that of configurations for all services
			return new LoadBalancerClientSpecification("default.portResolver",
					new Class<?>[] { RegistryInstanceListSupplier.Wrapper.class });
		}

	}

}
