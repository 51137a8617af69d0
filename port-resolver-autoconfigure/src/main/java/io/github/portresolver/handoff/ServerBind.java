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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;

import io.github.portresolver.resolve.BindOutcome;
import io.github.portresolver.resolve.HeldPort;
import io.github.portresolver.resolve.Hold;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;

/**
 * What happens to a held port at a server's own bind. A server asks at every bind; only
 * the first finds a held port.
 */
class ServerBind {

	private static final Log logger = LogFactory.getLog(ServerBind.class);

	/**
	 * The order of the customizers that claim a port: after everyone's but
	 * {@link OtherServerRelease}.
	 */
	static final int CUSTOMIZER_ORDER = Ordered.LOWEST_PRECEDENCE - 1;

	private final HeldPorts heldPorts;

	private final String name;

	private boolean claimed;

	/**
	 * Create an instance.
	 * @param heldPorts what is held
	 * @param name the name of the server's port, for example {@code server}
	 */
	ServerBind(HeldPorts heldPorts, String name) {
		this.heldPorts = heldPorts;
		this.name = name;
	}

	/**
	 * Announce that the server will ask for the port at its bind.
	 * @return whether there is a port to ask for
	 */
	boolean claim() {
		this.claimed = true;
		return this.heldPorts.find(this.name) != null;
	}

	/**
	 * Return whether a listening socket waits for the server to adopt it.
	 * @return {@code false} if it is a guard, or if nothing is held
	 */
	boolean isHandOff() {
		HeldPort held = this.heldPorts.find(this.name);
		return held != null && held.hold() == Hold.HAND_OFF;
	}

	/**
	 * Return the I/O model that is asked for.
	 * @return the model
	 */
	Transport transport() {
		return this.heldPorts.requestedTransport();
	}

	/**
	 * Tell the I/O model with which the server serves.
	 * @param transport the model
	 */
	void serveWith(Transport transport) {
		this.heldPorts.setTransport(this.name, transport);
	}

	void releaseUnlessClaimed(Class<?> factoryType) {
		HeldPort held = this.heldPorts.find(this.name);
		if (!this.claimed && held != null) {
			logger.warn("Port %d is held for '%s', but the server of %s cannot take it over: it binds by itself"
				.formatted(held.port(), this.name, factoryType.getName()));
			held.close();
		}
	}

	/**
	 * Take the listening socket for a server that is about to bind.
	 * @param address the server's final address, or {@code null} for every address
	 * @param port the server's final port
	 * @return the channel, which is the server's from now on, or {@code null} if the
	 * server has to bind by itself
	 */
	@Nullable ServerSocketChannel adopt(@Nullable InetAddress address, int port) {
		HeldPort held = matching(address, port);
		return (held != null) ? held.adopt() : null;
	}

	/**
	 * Take a listening socket for a server that is about to bind: the held one, or one
	 * that is bound over the guard.
	 * @param address the server's final address, or {@code null} for every address
	 * @param port the server's final port
	 * @param backlog the server's length of the accept queue
	 * @return the channel, which is the server's from now on, or {@code null} if the
	 * server has to bind by itself
	 * @throws PortTakenException if someone else has the port
	 * @throws Exception if it cannot be bound for another reason
	 */
	@Nullable ServerSocketChannel listen(@Nullable InetAddress address, int port, int backlog) throws Exception {
		HeldPort held = matching(address, port);
		if (held == null || held.hold() == Hold.HAND_OFF) {
			return (held != null) ? held.adopt() : null;
		}
		try {
			return held.bindOverGuard(backlog);
		}
		catch (IOException ex) {
			throw failure(ex, address, port);
		}
	}

	/**
	 * Let a server bind by itself, over the guard if there is one.
	 * @param address the server's final address, or {@code null} for every address
	 * @param port the server's final port
	 * @param bind the bind
	 * @throws PortTakenException if there was a guard, and someone else has the port
	 * @throws Exception if the bind throws anything else
	 */
	void bindOverGuard(@Nullable InetAddress address, int port, Bind bind) throws Exception {
		if (!open(address, port)) {
			bind.run();
			return;
		}
		try {
			bind.run();
		}
		catch (IOException ex) {
			throw failure(ex, address, port);
		}
		finally {
			close();
		}
	}

	/**
	 * Return what a bind over a guard is to fail with, so that the process ends with the
	 * exit code for it.
	 * @param failure the failure
	 * @param address the server's final address, or {@code null} for every address
	 * @param port the server's final port
	 * @return the failure, or a {@link PortTakenException} with it as cause
	 */
	static Exception failure(Exception failure, @Nullable InetAddress address, int port) {
		boolean taken = failure instanceof BindException
				&& BindOutcome.ofFailure(failure, new InetSocketAddress(address, port)) instanceof BindOutcome.InUse;
		return taken ? new PortTakenException(failure) : failure;
	}

	/**
	 * Prepare for a server that binds by itself right after this call.
	 * @param address the server's final address, or {@code null} for every address
	 * @param port the server's final port
	 * @return whether the port was held for it
	 */
	boolean open(@Nullable InetAddress address, int port) {
		HeldPort held = matching(address, port);
		if (held != null) {
			held.letServerBind();
		}
		return held != null;
	}

	/**
	 * Let go of the guard, after the server has bound or failed to.
	 */
	void close() {
		HeldPort held = this.heldPorts.find(this.name);
		if (held != null) {
			held.close();
		}
	}

	private @Nullable HeldPort matching(@Nullable InetAddress address, int port) {
		HeldPort held = this.heldPorts.find(this.name);
		if (held == null || held.isFor(address, port)) {
			return held;
		}
		logger.warn("Port %d is held for '%s', but the server was changed to bind %s:%d: it binds by itself"
			.formatted(held.port(), this.name, describe(address), port));
		held.close();
		return null;
	}

	private static String describe(@Nullable InetAddress address) {
		return (address == null || address.isAnyLocalAddress()) ? "*" : address.getHostAddress();
	}

	static void closeQuietly(ServerSocketChannel channel, Exception failure) {
		try {
			channel.close();
		}
		catch (IOException ex) {
			failure.addSuppressed(ex);
		}
	}

	/**
	 * A bind.
	 */
	@FunctionalInterface
	interface Bind {

		void run() throws Exception;

	}

}
