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

import io.github.portresolver.handoff.HeldPorts;
import io.github.portresolver.publish.Announcement;
import io.github.portresolver.publish.PortPropertySource;
import io.github.portresolver.registry.ApplicationRecords;
import io.github.portresolver.unix.UnixSocket;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.event.ApplicationFailedEvent;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.boot.context.event.SpringApplicationEvent;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.log.LogMessage;

/**
 * Resolves the ports of an application as soon as its configuration and its logging are
 * there, and lets go of what no server took.
 */
class PortResolverApplicationListener implements ApplicationListener<SpringApplicationEvent>, Ordered {

	private static final Log logger = LogFactory.getLog("io.github.portresolver.PortResolver");

	private @Nullable SpringApplication application;

	private @Nullable PreparedStart start;

	private @Nullable Runnable atExit;

	@Override
	public int getOrder() {
		return LoggingApplicationListener.DEFAULT_ORDER + 2;
	}

	@Override
	public void onApplicationEvent(SpringApplicationEvent event) {
		PreparedStart start = this.start;
		if (event instanceof ApplicationEnvironmentPreparedEvent prepared) {
			onEnvironmentPrepared(prepared);
		}
		else if (start != null && event.getSpringApplication() == this.application) {
			if (event instanceof ApplicationStartedEvent started) {
				start.closeUnadopted();
				start.announcement().serving(started.getApplicationContext());
				forget();
			}
			else if (event instanceof ApplicationFailedEvent) {
				start.close();
				forget();
			}
		}
	}

	private void onEnvironmentPrepared(ApplicationEnvironmentPreparedEvent event) {
		ConfigurableEnvironment environment = event.getEnvironment();
		// Spring Cloud's /actuator/restart uses the environment of the last run again
		environment.getPropertySources().remove(PortPropertySource.NAME);
		StartConditions conditions = new StartConditions(environment, event.getSpringApplication());
		String reasonToSkip = conditions.reasonToSkip();
		if (reasonToSkip != null) {
			logger.debug(LogMessage.format("No port is resolved: %s", reasonToSkip));
			return;
		}
		PreparedStart start = new StartPreparation(environment, event.getSpringApplication(), logger)
			.prepare(conditions.webApplicationType());
		if (start != null) {
			this.application = event.getSpringApplication();
			this.start = start;
			closeAtExit(start);
			event.getBootstrapContext().addCloseListener((closed) -> register(closed.getApplicationContext(), start));
		}
	}

	// The kernel lets go of ports when the process ends, but not of a socket's file, and
	// there is no context yet to remove it
	private void closeAtExit(PreparedStart start) {
		if (start.unixSocket() != null) {
			this.atExit = start::close;
			SpringApplication.getShutdownHandlers().add(this.atExit);
		}
	}

	private void forget() {
		this.start = null;
		Runnable close = this.atExit;
		this.atExit = null;
		if (close != null) {
			try {
				SpringApplication.getShutdownHandlers().remove(close);
			}
			catch (IllegalStateException ex) {
				// The process ends already
			}
		}
	}

	private void register(ConfigurableApplicationContext context, PreparedStart start) {
		ConfigurableListableBeanFactory beanFactory = context.getBeanFactory();
		register(beanFactory, HeldPorts.BEAN_NAME, start.heldPorts());
		UnixSocket unixSocket = start.unixSocket();
		if (unixSocket != null) {
			register(beanFactory, UnixSocket.BEAN_NAME, unixSocket);
		}
		register(beanFactory, Announcement.class.getName(), start.announcement());
		context.addApplicationListener(start.announcement());
		ApplicationRecords records = start.records();
		if (records != null) {
			beanFactory.registerSingleton(ApplicationRecords.class.getName(), records);
		}
	}

	private void register(ConfigurableListableBeanFactory beanFactory, String name, DisposableBean bean) {
		beanFactory.registerSingleton(name, bean);
		if (beanFactory instanceof DefaultSingletonBeanRegistry registry) {
			registry.registerDisposableBean(name, bean);
		}
	}

}
