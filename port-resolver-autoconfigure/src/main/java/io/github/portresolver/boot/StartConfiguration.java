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

import java.util.List;

import io.github.portresolver.Hold;
import io.github.portresolver.handoff.Transport;
import io.github.portresolver.resolve.PortRequest;
import io.github.portresolver.resolve.PortRequest.FallbackVerdict;
import io.github.portresolver.unix.UnixSocketRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * What the configuration of an application says at one of the two looks at it.
 */
record StartConfiguration(PortResolverProperties properties, FallbackVerdict fallback,
		@Nullable UnixSocketRequest socket, boolean serverOff, List<PortRequest> requests) {

	static StartConfiguration read(ConfigurableEnvironment environment, @Nullable ClassLoader classLoader,
			WebApplicationType type, @Nullable ListableBeanFactory beanFactory) {
		PropertyReader reader = new PropertyReader(environment);
		PortResolverProperties properties = reader.readProperties();
		checkTransport(reader, properties);
		FallbackVerdict fallback = new FallbackDecision(environment, HostEnvironment.ofSystem(), classLoader)
			.decide(properties, reader.origin(FallbackDecision.PROPERTY));
		PortRequests requests = new PortRequests(reader, properties, fallback, classLoader);
		UnixSocketRequest socket = (type != WebApplicationType.NONE)
				? new UnixSocketStart(reader, properties).request(type, requests.backlog(type)) : null;
		requests.addWebServers(type, socket == null || !socket.only());
		requests.addRpcServers(beanFactory);
		requests.addNamedPorts();
		return new StartConfiguration(properties, fallback, socket, requests.isServerOff(),
				List.copyOf(requests.requests()));
	}

	// In nobody's way, and without a trace
	StartConfiguration forTrainingRun() {
		this.properties.setSticky(false);
		this.properties.setPortFile(null);
		return new StartConfiguration(this.properties, this.fallback, null, this.serverOff,
				this.requests.stream().map((request) -> request.withPort(0)).toList());
	}

	private static void checkTransport(PropertyReader reader, PortResolverProperties properties) {
		Transport transport = properties.getTransport();
		if (!transport.isAdopting() && properties.getHold() == Hold.HAND_OFF) {
			throw reader.invalid("port-resolver.hold", properties.getHold().toString(), "port-resolver.hold",
					"not supported with port-resolver.transport=" + transport, "auto or guard");
		}
	}

}
