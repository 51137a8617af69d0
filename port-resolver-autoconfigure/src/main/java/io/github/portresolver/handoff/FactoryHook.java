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

import java.util.function.Consumer;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.Ordered;

/**
 * Sees a server's factory after all customizers and initialization methods, whatever
 * order they have.
 *
 * @param <F> the type of the factory
 */
public record FactoryHook<F>(Class<F> type, int order, Consumer<F> consumer) implements BeanPostProcessor, Ordered {

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (this.type.isInstance(bean)) {
			this.consumer.accept(this.type.cast(bean));
		}
		return bean;
	}

	@Override
	public int getOrder() {
		return this.order;
	}

}
