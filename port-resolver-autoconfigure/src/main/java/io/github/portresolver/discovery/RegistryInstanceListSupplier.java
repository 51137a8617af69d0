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

import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.cache.Cache;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.loadbalancer.cache.LoadBalancerCacheManager;
import org.springframework.cloud.loadbalancer.core.CachingServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.core.DelegatingServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;
import org.springframework.context.ApplicationContext;

/**
 * Keeps a load balancer from calling what has ended: its list of instances is cached for
 * 35 seconds, but the registry knows at every call who lives. What has ended, or is of
 * another checkout, is left out, and where an instance is missing the cached list is
 * dropped and asked for once more. Lists that other discovery clients made are left
 * alone.
 */
class RegistryInstanceListSupplier extends DelegatingServiceInstanceListSupplier {

	private final RunningApplications applications;

	private final @Nullable LoadBalancerCacheManager caches;

	private volatile Eviction lastEviction = new Eviction(List.of(), System.nanoTime());

	RegistryInstanceListSupplier(ServiceInstanceListSupplier delegate, RunningApplications applications,
			@Nullable LoadBalancerCacheManager caches) {
		super(delegate);
		this.applications = applications;
		this.caches = caches;
	}

	@Override
	public Flux<List<ServiceInstance>> get() {
		return current(this.delegate.get());
	}

	@Override
	@SuppressWarnings("rawtypes")
	public Flux<List<ServiceInstance>> get(Request request) {
		return current(this.delegate.get(request));
	}

	private Flux<List<ServiceInstance>> current(Flux<List<ServiceInstance>> lists) {
		// Reading files blocks
		return Mono
			.fromSupplier(() -> RegistryServiceInstance
				.of(this.applications.findNearest(getServiceId(), RegistryServiceInstance::isServing)))
			.subscribeOn(Schedulers.boundedElastic())
			.flatMapMany((living) -> lists.concatMap((instances) -> current(instances, living, lists)));
	}

	private Flux<List<ServiceInstance>> current(List<ServiceInstance> instances, List<ServiceInstance> living,
			Flux<List<ServiceInstance>> lists) {
		boolean othersToo = instances.stream().anyMatch((instance) -> !(instance instanceof RegistryServiceInstance));
		if (othersToo || instances.containsAll(living)) {
			return Flux.just(living(instances, living));
		}
		return evict(living) ? lists.map((again) -> living(again, living)) : Flux.just(living(instances, living));
	}

	// Once for what lives now, or once a second: a supplier between may leave some out
	private boolean evict(List<ServiceInstance> living) {
		Cache cache = (this.caches != null)
				? this.caches.getCache(CachingServiceInstanceListSupplier.SERVICE_INSTANCE_CACHE_NAME) : null;
		Eviction last = this.lastEviction;
		long now = System.nanoTime();
		if (cache == null || (now - last.time() < TimeUnit.SECONDS.toNanos(1) && last.living().equals(living))) {
			return false;
		}
		this.lastEviction = new Eviction(living, now);
		cache.evict(getServiceId());
		return true;
	}

	private static List<ServiceInstance> living(List<ServiceInstance> instances, List<ServiceInstance> living) {
		return instances.stream()
			.filter((instance) -> !(instance instanceof RegistryServiceInstance) || living.contains(instance))
			.toList();
	}

	private record Eviction(List<ServiceInstance> living, long time) {

	}

	/**
	 * What is in the context of every load balanced service.
	 */
	static class Wrapper implements BeanPostProcessor {

		private final ApplicationContext context;

		Wrapper(ApplicationContext context) {
			this.context = context;
		}

		@Override
		public Object postProcessAfterInitialization(Object bean, String beanName) {
			if (!(bean instanceof ServiceInstanceListSupplier supplier)) {
				return bean;
			}
			// The cache is no candidate for autowiring: only the context has it
			return new RegistryInstanceListSupplier(supplier, this.context.getBean(RunningApplications.class),
					this.context.getBeanProvider(LoadBalancerCacheManager.class).getIfAvailable());
		}

	}

}
