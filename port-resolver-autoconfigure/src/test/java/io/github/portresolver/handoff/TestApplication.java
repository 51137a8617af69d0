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

package io.github.portresolver.handoff;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * An application that works on every server.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class TestApplication {

	/**
	 * Netty's loops would be kept for two seconds after each test, and NIO2's threads for
	 * five after a start that fails. Loops that end at once may leave the socket of a
	 * server open that is stopped after them, as in a start that fails.
	 */
	@Bean
	static BeanPostProcessor shortQuietPeriod() {
		return new BeanPostProcessor() {

			@Override
			public Object postProcessBeforeInitialization(Object bean, String beanName) {
				if (bean instanceof ReactorResourceFactory factory) {
					factory.setShutdownQuietPeriod(Duration.ofMillis(20));
				}
				if (bean instanceof TomcatWebServerFactory factory) {
					factory.addConnectorCustomizers(
							(connector) -> connector.setProperty("executorTerminationTimeoutMillis", "100"));
				}
				return bean;
			}

		};
	}

	@RestController
	static class Controller {

		private final CountDownLatch slowEntered = new CountDownLatch(1);

		private final CountDownLatch slowReleased = new CountDownLatch(1);

		@GetMapping("/hello")
		String hello() {
			return "hello";
		}

		@GetMapping("/thread")
		String thread() {
			return Thread.currentThread().toString();
		}

		@GetMapping("/slow")
		String slow() throws InterruptedException {
			this.slowEntered.countDown();
			return this.slowReleased.await(30, TimeUnit.SECONDS) ? "slow" : "never released";
		}

		boolean awaitSlow() throws InterruptedException {
			return this.slowEntered.await(30, TimeUnit.SECONDS);
		}

		void releaseSlow() {
			this.slowReleased.countDown();
		}

	}

}
