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

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.cloud.loadbalancer.cache.LoadBalancerCacheManager;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What is in the context of every load balanced service.
 */
@Configuration(proxyBeanMethods = false)
class RegistryLoadBalancerConfiguration {

	@Bean
	static BeanPostProcessor registryInstanceListSupplierPostProcessor(ApplicationContext context) {
		return new BeanPostProcessor() {

			@Override
			public Object postProcessAfterInitialization(Object bean, String beanName) {
				return (bean instanceof ServiceInstanceListSupplier supplier) ? wrap(supplier) : bean;
			}

			// The cache is no candidate for autowiring: only the context has it
			private Object wrap(ServiceInstanceListSupplier supplier) {
				return new RegistryInstanceListSupplier(supplier, context.getBean(RunningApplications.class),
						context.getBeanProvider(LoadBalancerCacheManager.class).getIfAvailable());
			}

		};
	}

}
