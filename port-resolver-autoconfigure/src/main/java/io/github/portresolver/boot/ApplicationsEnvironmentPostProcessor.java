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

package io.github.portresolver.boot;

import io.github.portresolver.discovery.RunningApplications;
import io.github.portresolver.registry.Registry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.commons.logging.impl.NoOpLog;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.bootstrap.ConfigurableBootstrapContext;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.logging.DeferredLogFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Lets properties tell where other applications run, before configuration data is
 * imported, so that an import can depend on it.
 */
class ApplicationsEnvironmentPostProcessor implements EnvironmentPostProcessor, Ordered {

	private final Log log;

	private final ConfigurableBootstrapContext bootstrapContext;

	private @Nullable Registry registry;

	private volatile boolean complete;

	ApplicationsEnvironmentPostProcessor(DeferredLogFactory logFactory, ConfigurableBootstrapContext bootstrapContext) {
		this.log = logFactory.getLog(LogFactory.getLog(PortResolverApplicationListener.LOGGER));
		this.bootstrapContext = bootstrapContext;
	}

	@Override
	public int getOrder() {
		return ConfigDataEnvironmentPostProcessor.ORDER - 1;
	}

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		if (new PortResolverSkipCheck(environment, application).isTestLeftAlone()) {
			return;
		}
		RunningApplications applications = new RunningApplications(this.log, () -> registry(environment));
		applications.publish(environment);
		this.bootstrapContext.addCloseListener((closed) -> onPrepared(closed.getApplicationContext(), applications));
	}

	private void onPrepared(ConfigurableApplicationContext context, RunningApplications applications) {
		this.complete = true;
		context.getBeanFactory().registerSingleton(RunningApplications.BEAN_NAME, applications);
	}

	// Configuration that is still to be imported may name another directory
	private synchronized Registry registry(ConfigurableEnvironment environment) {
		Registry registry = this.registry;
		if (registry == null) {
			// What is wrong with it is said when ports are resolved
			registry = PortResolverProperties.Registry.of(environment).open(new NoOpLog(), "", null);
			this.registry = this.complete ? registry : null;
		}
		return registry;
	}

}
