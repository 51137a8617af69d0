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

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ServerSocketChannel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import io.github.portresolver.ResolvedPorts;
import io.github.portresolver.resolve.HeldPort;
import io.github.portresolver.resolve.PortAllocation;
import io.github.portresolver.resolve.PortRequest.FallbackVerdict;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.core.log.LogMessage;

/**
 * The ports of one application context and what is still held for it. The environment
 * listener creates it, the bean factory destroys it, whichever way a start ends.
 */
public final class HeldPorts implements DisposableBean {

	private static final Log logger = LogFactory.getLog(HeldPorts.class);

	private final List<PortAllocation> own;

	private final List<PortAllocation> inherited;

	private final @Nullable FallbackVerdict fallback;

	private final Transport transport;

	private final List<Closeable> adopted = new CopyOnWriteArrayList<>();

	private final Map<String, Transport> transports = new ConcurrentHashMap<>();

	// Those inherited are named ports, which the parent of the context holds; the verdict
	// is null if nothing was resolved
	public HeldPorts(List<PortAllocation> own, List<PortAllocation> inherited, @Nullable FallbackVerdict fallback,
			Transport transport) {
		this.own = List.copyOf(own);
		this.inherited = List.copyOf(inherited);
		this.fallback = fallback;
		this.transport = transport;
	}

	public static HeldPorts none() {
		return new HeldPorts(List.of(), List.of(), null, Transport.AUTO);
	}

	public List<PortAllocation> allocations() {
		return Stream.concat(this.own.stream(), this.inherited.stream()).toList();
	}

	public ResolvedPorts ports() {
		return new ResolvedPorts(allocations().stream().map(PortAllocation::port).toList());
	}

	public @Nullable FallbackVerdict fallback() {
		return this.fallback;
	}

	// Null if it is not known (yet)
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
		for (PortAllocation allocation : this.own) {
			if (allocation.request().name().equals(name) && allocation.held().isHeld()) {
				return allocation.held();
			}
		}
		return null;
	}

	// In case the server that adopted the channel does not: in a start that fails Tomcat
	// may leave it open, and Reactor Netty, whose loops may have ended before
	@Nullable ServerSocketChannel closedWithContext(@Nullable ServerSocketChannel channel) {
		if (channel != null) {
			this.adopted.add(channel);
		}
		return channel;
	}

	// When all servers have started
	public void closeUnadopted() {
		for (PortAllocation allocation : this.own) {
			HeldPort held = allocation.held();
			if (held.isHeld()) {
				if (!held.isOpened()) {
					logger.warn("Port %d was held for '%s', but no server used it; released".formatted(held.port(),
							allocation.request().name()));
				}
				close(held);
			}
		}
	}

	private static void close(HeldPort port) {
		try {
			port.close();
		}
		catch (UncheckedIOException ex) {
			logger.warn("Port %d could not be released: %s".formatted(port.port(), ex.getMessage()));
		}
	}

	private static void close(Closeable channel) {
		try {
			channel.close();
		}
		catch (IOException ex) {
			logger.debug(LogMessage.format("Socket could not be closed: %s", ex.getMessage()));
		}
	}

	@Override
	public void destroy() {
		this.own.stream().map(PortAllocation::held).forEach(HeldPorts::close);
		this.adopted.forEach(HeldPorts::close);
	}

}
