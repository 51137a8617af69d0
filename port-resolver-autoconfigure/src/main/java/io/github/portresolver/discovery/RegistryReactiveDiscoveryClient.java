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

import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.ReactiveDiscoveryClient;

/**
 * A {@link ReactiveDiscoveryClient} over the registry of this machine.
 */
class RegistryReactiveDiscoveryClient implements ReactiveDiscoveryClient {

	private final RegistryDiscoveryClient client;

	RegistryReactiveDiscoveryClient(RegistryDiscoveryClient client) {
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
		return RegistryDiscoveryClient.ORDER;
	}

}
