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

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import io.github.portresolver.handoff.HeldPorts;
import io.github.portresolver.handoff.Transport;
import io.github.portresolver.publish.PortLog;
import io.github.portresolver.publish.PortPropertySource;
import io.github.portresolver.resolve.FallbackVerdict;
import io.github.portresolver.resolve.HeldPort;
import io.github.portresolver.resolve.Hold;
import io.github.portresolver.resolve.PortResolver;
import io.github.portresolver.resolve.Resolution;
import io.github.portresolver.resolve.ResolvedPorts;
import io.github.portresolver.unix.UnixSocket;
import io.github.portresolver.unix.UnixSocketRequest;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.bootstrap.BootstrapContextClosedEvent;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.event.ApplicationFailedEvent;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.boot.context.event.SpringApplicationEvent;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.context.ApplicationListener;
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

	private @Nullable HeldPorts heldPorts;

	private @Nullable UnixSocket unixSocket;

	@Override
	public int getOrder() {
		return LoggingApplicationListener.DEFAULT_ORDER + 2;
	}

	@Override
	public void onApplicationEvent(SpringApplicationEvent event) {
		if (event instanceof ApplicationEnvironmentPreparedEvent prepared) {
			onEnvironmentPrepared(prepared);
		}
		else if (event.getSpringApplication() == this.application) {
			if (event instanceof ApplicationStartedEvent) {
				letGo(HeldPorts::closeUnadopted, UnixSocket::closeUnadopted);
			}
			else if (event instanceof ApplicationFailedEvent) {
				letGo(HeldPorts::destroy, UnixSocket::destroy);
			}
		}
	}

	private void letGo(Consumer<HeldPorts> ports, Consumer<UnixSocket> socket) {
		Optional.ofNullable(this.heldPorts).ifPresent(ports);
		this.heldPorts = null;
		Optional.ofNullable(this.unixSocket).ifPresent(socket);
		this.unixSocket = null;
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
		PropertyReader reader = new PropertyReader(environment);
		PortResolverProperties properties = reader.readProperties();
		if (!properties.isEnabled()) {
			return;
		}
		checkTransport(reader, properties);
		FallbackVerdict fallback = new FallbackDecision(environment, Surroundings.ofSystem()).decide(properties,
				reader.origin("port-resolver.fallback"));
		PortRequests requests = new PortRequests(reader, fallback.value(), properties.getRandom().getRange(),
				event.getSpringApplication().getClassLoader());
		WebApplicationType type = conditions.webApplicationType();
		UnixSocket socket = bindUnixSocket(event, reader, properties,
				(type != WebApplicationType.NONE) ? requests : null);
		requests.addWebServers(type, socket == null || !socket.request().only());
		if (!requests.requests().isEmpty()) {
			resolve(event, requests, properties, fallback);
		}
	}

	private void checkTransport(PropertyReader reader, PortResolverProperties properties) {
		Transport transport = properties.getTransport();
		if (!transport.isAdopting() && properties.getHold() == Hold.HAND_OFF) {
			throw new InvalidPropertyException("port-resolver.hold", properties.getHold().toString(),
					reader.origin("port-resolver.hold"),
					"with port-resolver.transport=" + transport + " no server can take over a held socket",
					"auto or guard", null);
		}
	}

	private @Nullable UnixSocket bindUnixSocket(ApplicationEnvironmentPreparedEvent event, PropertyReader reader,
			PortResolverProperties properties, @Nullable PortRequests requests) {
		UnixSocketStart start = new UnixSocketStart(reader, properties);
		UnixSocketRequest request = (requests != null) ? start.request(requests.backlog()) : null;
		if (request == null) {
			return null;
		}
		if (reader.readPort("server.port").isNegative()) {
			logger.warn("Unix socket %s is not served: server.port=-1 switches the server off".formatted(request));
			return null;
		}
		UnixSocket socket = start.bind(request, properties.getOwner().getTimeout(), logger);
		this.application = event.getSpringApplication();
		this.unixSocket = socket;
		event.getBootstrapContext().addCloseListener((closed) -> register(closed, UnixSocket.BEAN_NAME, socket));
		return socket;
	}

	private void resolve(ApplicationEnvironmentPreparedEvent event, PortRequests requests,
			PortResolverProperties properties, FallbackVerdict fallback) {
		PortLog log = new PortLog(logger);
		Resolution resolution = PortResolver.ofSystem()
			.resolve(requests.requests(), properties.settings(),
					(request) -> log.writeWait(request, properties.getWait()));
		if (resolution instanceof Resolution.Refused refused) {
			throw new PortConflictException(refused, fallback);
		}
		Resolution.Resolved resolved = (Resolution.Resolved) resolution;
		ResolvedPorts ports = new ResolvedPorts(resolved.ports(), fallback);
		Map<String, HeldPort> held = new LinkedHashMap<>();
		for (int i = 0; i < resolved.ports().size(); i++) {
			held.put(resolved.ports().get(i).name(), resolved.held().get(i));
		}
		HeldPorts heldPorts = new HeldPorts(ports, held,
				properties.getTransport().on(System.getProperty("os.name", "")));
		this.application = event.getSpringApplication();
		this.heldPorts = heldPorts;
		PortPropertySource.publish(event.getEnvironment(), ports, requests.aliases(), requests.origins());
		log.write(ports);
		event.getBootstrapContext().addCloseListener((closed) -> register(closed, HeldPorts.BEAN_NAME, heldPorts));
	}

	private void register(BootstrapContextClosedEvent closed, String name, DisposableBean bean) {
		ConfigurableListableBeanFactory beanFactory = closed.getApplicationContext().getBeanFactory();
		beanFactory.registerSingleton(name, bean);
		if (beanFactory instanceof DefaultSingletonBeanRegistry registry) {
			registry.registerDisposableBean(name, bean);
		}
	}

}
