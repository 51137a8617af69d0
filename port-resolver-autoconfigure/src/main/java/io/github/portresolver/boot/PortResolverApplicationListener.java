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
import io.github.portresolver.publish.ApplicationRegistration;
import io.github.portresolver.registry.Registry;
import io.github.portresolver.unix.UnixSocket;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.WebApplicationType;
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
import org.springframework.util.ClassUtils;

/**
 * Holds the ports of an application as soon as its configuration and its logging are
 * there, and releases what no server used.
 */
class PortResolverApplicationListener implements ApplicationListener<SpringApplicationEvent>, Ordered {

	static final String LOGGER = "io.github.portresolver.PortResolver";

	private static final Log logger = LogFactory.getLog(LOGGER);

	static final String SPRING_BOOT_4_CLASS = "org.springframework.boot.bootstrap.ConfigurableBootstrapContext";

	private static final boolean SUPPORTED = ClassUtils.isPresent(SPRING_BOOT_4_CLASS,
			PortResolverApplicationListener.class.getClassLoader());

	private @Nullable PortStart start;

	private @Nullable Runnable atExit;

	private @Nullable Runnable whenStarted;

	@Override
	public int getOrder() {
		return LoggingApplicationListener.DEFAULT_ORDER + 2;
	}

	@Override
	public void onApplicationEvent(SpringApplicationEvent event) {
		PortStart start = this.start;
		if (event instanceof ApplicationEnvironmentPreparedEvent prepared) {
			onEnvironmentPrepared(prepared);
		}
		else if (start == null || !start.isOf(event.getSpringApplication())) {
			return;
		}
		else if (event instanceof ApplicationStartedEvent) {
			if (this.whenStarted != null) {
				this.whenStarted.run();
			}
			start.logMoved();
			forget();
		}
		else if (event instanceof ApplicationFailedEvent failed) {
			start.close(failed.getException());
			forget();
		}
	}

	private void onEnvironmentPrepared(ApplicationEnvironmentPreparedEvent event) {
		if (!SUPPORTED) {
			logger.warn("Not resolving ports: Port Resolver requires Spring Boot 4, but this is Spring Boot "
					+ SpringBootVersion.getVersion());
			return;
		}
		PortResolverSkipCheck check = new PortResolverSkipCheck(event.getEnvironment(), event.getSpringApplication());
		String reason = check.reasonToSkip();
		if (reason != null) {
			logger.debug(LogMessage.format("Not resolving ports: %s", reason));
			return;
		}
		hold(event, check.webApplicationType());
	}

	private void hold(ApplicationEnvironmentPreparedEvent event, WebApplicationType type) {
		ConfigurableEnvironment environment = event.getEnvironment();
		PortStart start = new PortStart(environment, event.getSpringApplication(), type, logger);
		this.whenStarted = null;
		try {
			start.holdConfigured(environment);
		}
		catch (RuntimeException ex) {
			start.close(ex);
			throw ex;
		}
		this.start = start;
		closeAtExit(start);
		event.getBootstrapContext().addCloseListener((closed) -> prepare(closed.getApplicationContext(), start));
	}

	// The second look is the first of all post-processors that come after the bean
	// definitions
	private void prepare(ConfigurableApplicationContext context, PortStart start) {
		start.holdRefused(context.getEnvironment());
		context.addBeanFactoryPostProcessor((beanFactory) -> {
			start.holdAll(context);
			closeAtExit(start);
			register(context, start);
		});
	}

	private void register(ConfigurableApplicationContext context, PortStart start) {
		HeldPorts heldPorts = start.heldPorts();
		UnixSocket unixSocket = start.unixSocket();
		if (heldPorts.allocations().isEmpty() && unixSocket == null) {
			return;
		}
		Registry registry = start.registry();
		ApplicationRegistration registration = new ApplicationRegistration(registry, heldPorts.allocations(),
				(unixSocket != null) ? unixSocket.request().path() : null,
				start.configuration().properties().getPortFile(), logger);
		for (Object bean : new @Nullable Object[] { heldPorts, unixSocket, registration,
				(registry.path() != null) ? registry : null }) {
			register(context.getBeanFactory(), bean);
		}
		// Before the beans that listen, which may take long
		context.addApplicationListener(registration);
		this.whenStarted = () -> {
			heldPorts.closeUnadopted();
			if (unixSocket != null) {
				unixSocket.closeUnadopted();
			}
			registration.serving(context);
		};
	}

	private void register(ConfigurableListableBeanFactory beanFactory, @Nullable Object bean) {
		if (bean == null) {
			return;
		}
		String name = bean.getClass().getName();
		beanFactory.registerSingleton(name, bean);
		if (bean instanceof DisposableBean disposable && beanFactory instanceof DefaultSingletonBeanRegistry registry) {
			registry.registerDisposableBean(name, disposable);
		}
	}

	// The kernel releases ports when the process ends, but not a socket's file, and no
	// context removes it that is not there yet, or whose start exits
	private void closeAtExit(PortStart start) {
		if (start.unixSocket() != null && this.atExit == null) {
			this.atExit = start::close;
			SpringApplication.getShutdownHandlers().add(this.atExit);
		}
	}

	private void forget() {
		this.start = null;
		this.whenStarted = null;
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

}
