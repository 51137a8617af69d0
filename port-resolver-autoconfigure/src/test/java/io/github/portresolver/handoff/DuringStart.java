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

import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import org.springframework.boot.context.event.ApplicationPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.util.function.ThrowingFunction;

/**
 * Does something when the ports are published and nothing serves yet.
 *
 * @param <T> the type of the result
 */
final class DuringStart<T> implements ApplicationListener<ApplicationPreparedEvent> {

	private final ThrowingFunction<Environment, T> function;

	private FutureTask<T> task;

	DuringStart(ThrowingFunction<Environment, T> function) {
		this.function = function;
	}

	@Override
	public void onApplicationEvent(ApplicationPreparedEvent event) {
		ConfigurableApplicationContext context = event.getApplicationContext();
		this.task = new FutureTask<>(() -> this.function.applyWithException(context.getEnvironment()));
		context.addBeanFactoryPostProcessor((beanFactory) -> this.task.run());
	}

	T result() throws Exception {
		return this.task.get(1, TimeUnit.SECONDS);
	}

}
