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

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.web.server.WebServerFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.Ordered;

/**
 * Releases a held port for a server that does not ask for it, or it would find its own
 * application in its way: at once if there is no hook for its factory, else right before
 * it starts, as the factory may override what the hook relies on.
 */
class OtherServerRelease implements BeanPostProcessor, Ordered, SmartLifecycle {

	private final ObjectProvider<ServerBind> serverBind;

	private @Nullable Class<?> factoryType;

	OtherServerRelease(ObjectProvider<ServerBind> serverBind) {
		this.serverBind = serverBind;
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof WebServerFactory) {
			this.factoryType = bean.getClass();
			if (!this.serverBind.getObject().isHooked()) {
				this.serverBind.getObject().release(bean.getClass().getName());
			}
		}
		return bean;
	}

	@Override
	public int getPhase() {
		return WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE - 1;
	}

	@Override
	public void start() {
		if (this.factoryType != null && !this.serverBind.getObject().isClaimed()) {
			this.serverBind.getObject().release(this.factoryType.getName());
		}
	}

	@Override
	public void stop() {
	}

	@Override
	public boolean isRunning() {
		return false;
	}

}
