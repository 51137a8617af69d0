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

import java.util.concurrent.atomic.AtomicInteger;

import io.github.portresolver.resolve.Hold;
import io.github.portresolver.testsupport.Ports;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.context.event.ApplicationPreparedEvent;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Starts that fail leave nothing bound.
 */
class FailedStartTests {

	private final AtomicInteger port = new AtomicInteger();

	@ParameterizedTest
	@MethodSource("io.github.portresolver.handoff.HandOffTests#servers")
	void portIsFreeAfterFailureBeforeServerExists(ServerKind kind, Hold hold) throws Exception {
		assertPortIsFreeAfterFailure(kind, hold, FailsBeforeServer.class);
	}

	@ParameterizedTest
	@MethodSource("io.github.portresolver.handoff.HandOffTests#servers")
	void portIsFreeAfterFailureBeforeServerStarts(ServerKind kind, Hold hold) throws Exception {
		assertPortIsFreeAfterFailure(kind, hold, FailsAfterServerBean.class);
	}

	@ParameterizedTest
	@MethodSource("io.github.portresolver.handoff.HandOffTests#servers")
	void portIsFreeAfterFailureWhileServerServes(ServerKind kind, Hold hold) throws Exception {
		assertPortIsFreeAfterFailure(kind, hold, FailsAfterServerStart.class);
	}

	private void assertPortIsFreeAfterFailure(ServerKind kind, Hold hold, Class<?> failing) throws Exception {
		ApplicationListener<ApplicationPreparedEvent> prepared = (event) -> this.port
			.set(event.getApplicationContext().getEnvironment().getRequiredProperty("server.port", Integer.class));
		assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(() -> RunningServer.starter(kind, hold).with(failing).with(prepared).start().close())
			.withStackTraceContaining("on purpose");
		assertThat(this.port).hasPositiveValue();
		assertThat(Ports.isFree(this.port.get())).isTrue();
	}

	@ParameterizedTest
	@MethodSource("io.github.portresolver.handoff.HandOffTests#servers")
	void portIsFreeAfterFailureOfRunner(ServerKind kind, Hold hold) throws Exception {
		ApplicationListener<ApplicationStartedEvent> failing = (event) -> {
			this.port
				.set(event.getApplicationContext().getEnvironment().getRequiredProperty("server.port", Integer.class));
			throw new IllegalStateException("on purpose");
		};
		assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> RunningServer.starter(kind, hold).with(failing).start().close())
			.withStackTraceContaining("on purpose");
		assertThat(Ports.isFree(this.port.get())).isTrue();
	}

	@Configuration(proxyBeanMethods = false)
	static class FailsBeforeServer {

		@Bean
		static BeanFactoryPostProcessor failing() {
			return (beanFactory) -> {
				throw new IllegalStateException("on purpose");
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FailsAfterServerBean {

		@Bean
		Object failing() {
			throw new IllegalStateException("on purpose");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FailsAfterServerStart {

		@Bean
		SmartLifecycle failing() {
			return new SmartLifecycle() {

				@Override
				public void start() {
					throw new IllegalStateException("on purpose");
				}

				@Override
				public void stop() {
				}

				@Override
				public boolean isRunning() {
					return false;
				}

			};
		}

	}

}
