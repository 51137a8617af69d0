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

import java.io.IOException;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.List;

import io.github.portresolver.Hold;
import io.github.portresolver.failure.InvalidPropertyException;
import io.github.portresolver.failure.PortRefusedException;
import io.github.portresolver.owner.OwnerAnswer.Listener;
import io.github.portresolver.resolve.BindOutcome;
import io.github.portresolver.resolve.HeldPort;
import io.github.portresolver.resolve.PortAllocation;
import io.github.portresolver.resolve.PortRequest;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.util.StringUtils;

/**
 * What happens to a held port at a server's own bind. A server asks at every bind; only
 * the first finds a held port.
 * <p>
 * A held port is released for a server that does not ask for it, or it would find its own
 * application in its way: at once if there is no hook for its factory, else right before
 * it starts, as the factory may override what the hook relies on.
 */
class ServerBind implements SmartLifecycle {

	private static final Log logger = LogFactory.getLog(ServerBind.class);

	private final HeldPorts heldPorts;

	private final String name;

	private @Nullable Class<?> factoryType;

	private boolean hooked;

	private boolean claimed;

	ServerBind(ObjectProvider<HeldPorts> heldPorts, String name) {
		this.heldPorts = heldPorts.getIfAvailable(HeldPorts::none);
		this.name = name;
	}

	Transport checkTransport(String server, Transport... offered) {
		Transport transport = this.heldPorts.requestedTransport();
		if (transport != Transport.AUTO && !List.of(offered).contains(transport)) {
			throw new InvalidPropertyException("port-resolver.transport", transport.toString(), null,
					server + " supports only " + StringUtils.arrayToDelimitedString(offered, " and "),
					Transport.AUTO.toString(), null);
		}
		return transport;
	}

	boolean hook() {
		this.hooked = true;
		return held() != null;
	}

	// After the hooks of all factories
	void checkHooked(Class<?> factoryType) {
		this.factoryType = factoryType;
		if (!this.hooked) {
			release(factoryType.getName());
		}
	}

	// The server itself will ask at its bind, not only its factory has a hook
	void claim() {
		this.claimed = true;
	}

	@Override
	public int getPhase() {
		return WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE - 1;
	}

	@Override
	public void start() {
		if (this.factoryType != null && !this.claimed) {
			release(this.factoryType.getName());
		}
	}

	@Override
	public void stop() {
	}

	@Override
	public boolean isRunning() {
		return false;
	}

	void serveWith(Transport transport) {
		this.heldPorts.setTransport(this.name, transport);
	}

	void release(String what) {
		HeldPort held = held();
		if (held != null) {
			logger.warn("Port %d is held for '%s', but %s cannot use a held port; the server binds the port itself"
				.formatted(held.port(), this.name, what));
			held.close();
		}
	}

	// If the server was changed to another port or address, what is held is released
	boolean isHandOff(@Nullable InetAddress address, int port) {
		HeldPort held = matching(address, port);
		return held != null && held.hold() == Hold.HAND_OFF;
	}

	@Nullable ServerSocketChannel adopt(@Nullable InetAddress address, int port) {
		HeldPort held = matching(address, port);
		return (held != null) ? this.heldPorts.closedWithContext(held.adopt()) : null;
	}

	// Returns null if the server has to bind by itself
	@Nullable ServerSocketChannel listen(@Nullable InetAddress address, int port, int backlog) throws IOException {
		HeldPort held = matching(address, port);
		if (held == null) {
			return null;
		}
		try {
			return this.heldPorts
				.closedWithContext((held.hold() == Hold.HAND_OFF) ? held.adopt() : held.bindOverGuard(backlog));
		}
		catch (BindException ex) {
			throw failure(ex, address, port);
		}
	}

	// The failure must come from the bind itself
	BindException failure(Exception failure, @Nullable InetAddress address, int port) {
		PortRequest request = this.heldPorts.allocations()
			.stream()
			.map(PortAllocation::request)
			.filter((candidate) -> candidate.name().equals(this.name))
			.findFirst()
			.orElseThrow();
		return PortRefusedException.atBind(request, port,
				BindOutcome.ofFailure(failure, new InetSocketAddress(address, port)), failure);
	}

	// For a server that binds by itself right after this. What is open is closed when all
	// servers have started, at the latest
	boolean open(@Nullable InetAddress address, int port) {
		HeldPort held = matching(address, port);
		if (held != null) {
			held.letServerBind();
		}
		return held != null;
	}

	// After such a server has bound, or failed to
	void close() {
		HeldPort held = held();
		if (held != null) {
			held.close();
		}
	}

	private @Nullable HeldPort held() {
		return this.heldPorts.find(this.name);
	}

	private @Nullable HeldPort matching(@Nullable InetAddress address, int port) {
		HeldPort held = held();
		if (held == null || held.isFor(address, port)) {
			return held;
		}
		String host = (address == null || address.isAnyLocalAddress()) ? "*"
				: (address instanceof Inet6Address) ? "[" + Listener.print(address) + "]" : address.getHostAddress();
		logger.warn("Port %d is held for '%s', but the server was changed to %s:%d; the server binds that itself"
			.formatted(held.port(), this.name, host, port));
		held.close();
		return null;
	}

}
