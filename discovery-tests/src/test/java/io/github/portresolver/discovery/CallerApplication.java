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

import java.time.Duration;
import java.util.List;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.client.loadbalancer.LoadBalanced;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.Environment;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;

/**
 * What calls {@link OrdersApplication} in each way there is.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(CallerApplication.Calls.class)
public class CallerApplication {

	public static void main(String[] args) {
		SpringApplication.run(CallerApplication.class, args);
	}

	/**
	 * For Eureka's client, which would otherwise look for its server by name.
	 */
	@Bean
	@Primary
	RestClient.Builder plainRestClientBuilder() {
		return RestClient.builder();
	}

	@Bean
	@LoadBalanced
	RestClient.Builder restClientBuilder() {
		return RestClient.builder();
	}

	@Bean
	@LoadBalanced
	WebClient.Builder webClientBuilder() {
		return WebClient.builder();
	}

	/**
	 * What the caller needs of the orders.
	 */
	interface Orders {

		@GetExchange("/pid")
		String pid();

	}

	/**
	 * Calls.
	 */
	@RestController
	static class Calls {

		private final RestClient rest;

		private final WebClient web;

		private final Orders orders;

		private final Environment environment;

		private final DiscoveryClient discovery;

		Calls(@LoadBalanced RestClient.Builder rest, @LoadBalanced WebClient.Builder web, Environment environment,
				DiscoveryClient discovery) {
			this.rest = rest.build();
			this.web = web.build();
			this.orders = HttpServiceProxyFactory
				.builderFor(RestClientAdapter.create(rest.clone().baseUrl("http://orders").build()))
				.build()
				.createClient(Orders.class);
			this.environment = environment;
			this.discovery = discovery;
		}

		@GetMapping("/rest-client")
		String restClient() {
			return this.rest.get().uri("http://orders/pid").retrieve().body(String.class);
		}

		@GetMapping("/web-client")
		String webClient() {
			return this.web.get()
				.uri("http://orders/pid")
				.retrieve()
				.bodyToMono(String.class)
				.block(Duration.ofSeconds(30));
		}

		@GetMapping("/http-interface")
		String httpInterface() {
			return this.orders.pid();
		}

		@GetMapping("/property")
		String property() {
			String url = this.environment.getRequiredProperty("port-resolver.applications.orders.url");
			return RestClient.create(url).get().uri("/pid").retrieve().body(String.class);
		}

		@GetMapping("/instances/{name}")
		List<ServiceInstance> instances(@PathVariable String name) {
			return this.discovery.getInstances(name);
		}

	}

}
