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

import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.portresolver.resolve.HeldPort;
import io.github.portresolver.resolve.ResolvedPorts;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;

/**
 * The ports of one application context and what is still held for it. The environment
 * listener creates it, the bean factory destroys it, whichever way a start ends.
 *
 * @since 0.1.0
 */
public final class HeldPorts implements DisposableBean {

	/**
	 * The name under which it is registered as a singleton.
	 */
	public static final String BEAN_NAME = "io.github.portresolver.heldPorts";

	private static final Log logger = LogFactory.getLog(HeldPorts.class);

	private final ResolvedPorts ports;

	private final Map<String, HeldPort> held;

	private final Transport transport;

	private final Map<String, Transport> transports = new ConcurrentHashMap<>();

	/**
	 * Create an instance.
	 * @param ports the ports that were chosen
	 * @param held what is held, by the name of the port
	 */
	public HeldPorts(ResolvedPorts ports, Map<String, HeldPort> held) {
		this(ports, held, Transport.AUTO);
	}

	/**
	 * Create an instance.
	 * @param ports the ports that were chosen
	 * @param held what is held, by the name of the port
	 * @param transport the I/O model with which the servers are to serve
	 */
	public HeldPorts(ResolvedPorts ports, Map<String, HeldPort> held, Transport transport) {
		this.ports = ports;
		this.held = Map.copyOf(held);
		this.transport = transport;
	}

	static HeldPorts none() {
		return new HeldPorts(ResolvedPorts.empty(), Map.of());
	}

	/**
	 * Return the ports that were chosen.
	 * @return the ports
	 */
	public ResolvedPorts ports() {
		return this.ports;
	}

	/**
	 * Return with which I/O model a server serves.
	 * @param name the name of its port
	 * @return the model, or {@code null} if that is not known (yet)
	 */
	public @Nullable Transport transport(String name) {
		return this.transports.get(name);
	}

	Transport requestedTransport() {
		return this.transport;
	}

	void setTransport(String name, Transport transport) {
		this.transports.put(name, transport);
	}

	@Nullable HeldPort find(String name) {
		HeldPort port = this.held.get(name);
		return (port != null && port.isHeld()) ? port : null;
	}

	/**
	 * Let go of what no server adopted, when all servers have started.
	 */
	public void closeUnadopted() {
		this.held.forEach((name, port) -> {
			if (port.isHeld()) {
				logger.warn("Port %d was held for '%s', but no server took it: it is free again".formatted(port.port(),
						name));
				close(port);
			}
		});
	}

	private static void close(HeldPort port) {
		try {
			port.close();
		}
		catch (UncheckedIOException ex) {
			logger.warn("Port %d could not be let go: %s".formatted(port.port(), ex.getMessage()));
		}
	}

	@Override
	public void destroy() {
		this.held.values().forEach(HeldPorts::close);
	}

}
