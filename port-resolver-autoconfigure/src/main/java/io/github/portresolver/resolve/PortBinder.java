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

package io.github.portresolver.resolve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.Locale;

import io.github.portresolver.lease.LeaseOutcome;
import io.github.portresolver.lease.PortLease;
import io.github.portresolver.lease.PortLeases;
import org.jspecify.annotations.Nullable;

/**
 * Binds one port, with a channel of its own for each try: after a failed
 * {@code listen(2)} a channel stays bound, and every later bind of it fails.
 */
class PortBinder {

	private final ShadowCheck shadowCheck;

	private final boolean bindsOverGuard;

	private final @Nullable PortLeases leases;

	/**
	 * Create a binder.
	 * @param shadowCheck how a listener on a loopback address is found
	 * @param bindsOverGuard whether a server can bind over a guard that has SO_REUSEADDR
	 * @param leases what ports are leased from, or {@code null} if there is no registry
	 */
	PortBinder(ShadowCheck shadowCheck, boolean bindsOverGuard, @Nullable PortLeases leases) {
		this.shadowCheck = shadowCheck;
		this.bindsOverGuard = bindsOverGuard;
		this.leases = leases;
	}

	/**
	 * Return a binder for the system this JVM runs on. That a socket with SO_REUSEADDR
	 * can listen over a bound one that has it too was measured on Linux; the BSDs refuse
	 * it, and Windows would let anyone in.
	 * @param leases what ports are leased from, or {@code null} if there is no registry
	 * @return the binder
	 */
	static PortBinder ofSystem(@Nullable PortLeases leases) {
		boolean linux = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("linux");
		return new PortBinder(ShadowCheck.forThisSystem(), linux, leases);
	}

	/**
	 * Try to bind a port and hold it.
	 * @param address the local address, or {@code null} for every address
	 * @param port the port, 0 to have the system draw one
	 * @param backlog the length of the accept queue, 0 for the longest
	 * @param hold how to hold the port
	 * @return what it came to
	 * @throws UncheckedIOException if no socket can be opened at all
	 */
	BindOutcome bind(@Nullable InetAddress address, int port, int backlog, Hold hold) {
		InetSocketAddress local = new InetSocketAddress(address, port);
		boolean everyAddress = local.getAddress().isAnyLocalAddress();
		InetSocketAddress shadow = (everyAddress && port != 0) ? this.shadowCheck.find(port) : null;
		BindOutcome outcome = switch (hold) {
			case GUARD -> guardUnderLease(local);
			case LEASE -> lease(local);
			default -> listen(local, backlog);
		};
		if (!(outcome instanceof BindOutcome.Bound bound)) {
			return outcome;
		}
		if (everyAddress && port == 0) {
			return (this.shadowCheck != ShadowCheck.BY_KERNEL) ? bindDrawn(bound, address, backlog, hold) : bound;
		}
		if (shadow != null) {
			bound.port().close();
			return new BindOutcome.Shadowed(shadow);
		}
		return bound;
	}

	// A port the system drew for every address may be one that someone has on a loopback
	// address. That can only be checked while it is not bound, so it is bound once more.
	private BindOutcome bindDrawn(BindOutcome.Bound drawn, @Nullable InetAddress address, int backlog, Hold hold) {
		int port = drawn.port().port();
		drawn.port().close();
		return bind(address, port, backlog, hold);
	}

	private BindOutcome listen(InetSocketAddress local, int backlog) {
		ServerSocketChannel channel = open(ServerSocketChannel::open);
		try {
			channel.bind(local, (backlog > 0) ? backlog : Integer.MAX_VALUE);
			HeldPort held = HeldPort.handOff(channel);
			// Whoever leases a port looks after that whether it is free, hence this order
			LeaseOutcome.Taken taken = (this.leases != null) ? this.leases.findTaken(held.port()) : null;
			if (taken != null) {
				held.close();
				return new BindOutcome.Leased(taken.holder());
			}
			return new BindOutcome.Bound(held);
		}
		catch (IOException | UnresolvedAddressException | UnsupportedAddressTypeException ex) {
			return failed(channel, ex, local);
		}
	}

	private BindOutcome guardUnderLease(InetSocketAddress local) {
		if (local.getPort() == 0) {
			return guardDrawn(local);
		}
		LeaseOutcome leased = tryLease(local.getPort());
		if (leased instanceof LeaseOutcome.Taken taken) {
			return new BindOutcome.Leased(taken.holder());
		}
		PortLease lease = (leased instanceof LeaseOutcome.Acquired acquired) ? acquired.lease() : null;
		BindOutcome outcome = guard(local, lease);
		if (!(outcome instanceof BindOutcome.Bound) && lease != null) {
			lease.close();
		}
		return outcome;
	}

	private BindOutcome guardDrawn(InetSocketAddress local) {
		BindOutcome drawn = guard(local, null);
		if (!(drawn instanceof BindOutcome.Bound bound)) {
			return drawn;
		}
		LeaseOutcome leased = tryLease(bound.port().port());
		if (leased instanceof LeaseOutcome.Taken taken) {
			bound.port().close();
			return new BindOutcome.Leased(taken.holder());
		}
		return new BindOutcome.Bound((leased instanceof LeaseOutcome.Acquired acquired)
				? bound.port().under(acquired.lease()) : bound.port());
	}

	// The port is guarded until it is leased: whoever binds it afterwards sees the lease
	private BindOutcome lease(InetSocketAddress local) {
		BindOutcome outcome = guard(local, null);
		if (!(outcome instanceof BindOutcome.Bound bound)) {
			return outcome;
		}
		try (HeldPort guard = bound.port()) {
			LeaseOutcome leased = tryLease(guard.port());
			if (leased instanceof LeaseOutcome.Taken taken) {
				return new BindOutcome.Leased(taken.holder());
			}
			PortLease lease = (leased instanceof LeaseOutcome.Acquired acquired) ? acquired.lease() : null;
			return new BindOutcome.Bound(
					HeldPort.leased(new InetSocketAddress(local.getAddress(), guard.port()), lease));
		}
	}

	private LeaseOutcome tryLease(int port) {
		return (this.leases != null && port != 0) ? this.leases.tryAcquire(port)
				: new LeaseOutcome.Unavailable("there is no registry");
	}

	private BindOutcome guard(InetSocketAddress local, @Nullable PortLease lease) {
		BindOutcome outcome = guard(local, false, lease);
		// Connections of the last run in TIME_WAIT keep a port from being bound without
		// SO_REUSEADDR, though nobody has it.
		return (outcome instanceof BindOutcome.InUse) ? guard(local, true, lease) : outcome;
	}

	private BindOutcome guard(InetSocketAddress local, boolean reuseAddress, @Nullable PortLease lease) {
		SocketChannel channel = open(SocketChannel::open);
		try {
			channel.setOption(StandardSocketOptions.SO_REUSEADDR, reuseAddress);
			channel.bind(local);
			channel.setOption(StandardSocketOptions.SO_REUSEADDR, false);
			return new BindOutcome.Bound(HeldPort.guard(channel, this.bindsOverGuard, lease));
		}
		catch (IOException | UnresolvedAddressException | UnsupportedAddressTypeException ex) {
			return failed(channel, ex, local);
		}
	}

	private <C> C open(Opener<C> opener) {
		try {
			return opener.open();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Could not open a socket: " + ex.getMessage(), ex);
		}
	}

	private BindOutcome failed(NetworkChannel channel, Exception failure, InetSocketAddress local) {
		try {
			channel.close();
		}
		catch (IOException ex) {
			failure.addSuppressed(ex);
		}
		return BindFailure.of(failure, local);
	}

	@FunctionalInterface
	interface Opener<C> {

		C open() throws IOException;

	}

}
