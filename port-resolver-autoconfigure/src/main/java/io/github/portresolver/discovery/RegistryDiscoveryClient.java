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
import java.util.function.Supplier;

import io.github.portresolver.registry.ApplicationRecord;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.client.discovery.ReactiveDiscoveryClient;
import org.springframework.core.Ordered;

/**
 * A {@link DiscoveryClient} over the registry of this machine. It comes after those that
 * have a server.
 */
class RegistryDiscoveryClient implements DiscoveryClient {

	private static final int ORDER = Ordered.LOWEST_PRECEDENCE - 100;

	private final RunningApplications applications;

	private final RegistryWatch watch;

	RegistryDiscoveryClient(RunningApplications applications, RegistryWatch watch) {
		this.applications = applications;
		this.watch = watch;
	}

	@Override
	public String description() {
		return "Port Resolver: applications of this user on this machine";
	}

	@Override
	public List<ServiceInstance> getInstances(String serviceId) {
		return RegistryServiceInstance.of(this.applications.find(serviceId, RegistryServiceInstance::isServing));
	}

	@Override
	public List<String> getServices() {
		this.watch.start();
		return this.applications.list()
			.stream()
			.filter(RegistryServiceInstance::isServing)
			.map(ApplicationRecord::name)
			.distinct()
			.toList();
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

	/**
	 * A {@link ReactiveDiscoveryClient} over the registry of this machine.
	 */
	static class Reactive implements ReactiveDiscoveryClient {

		private final RegistryDiscoveryClient client;

		Reactive(RegistryDiscoveryClient client) {
			this.client = client;
		}

		@Override
		public String description() {
			return this.client.description();
		}

		@Override
		public Flux<ServiceInstance> getInstances(String serviceId) {
			return flux(() -> this.client.getInstances(serviceId));
		}

		@Override
		public Flux<String> getServices() {
			return flux(this.client::getServices);
		}

		// Reading files blocks
		private static <T> Flux<T> flux(Supplier<List<T>> list) {
			return Flux.defer(() -> Flux.fromIterable(list.get())).subscribeOn(Schedulers.boundedElastic());
		}

		@Override
		public int getOrder() {
			return ORDER;
		}

	}

}
