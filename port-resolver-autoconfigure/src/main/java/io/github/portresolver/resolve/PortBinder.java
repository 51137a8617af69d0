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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.Locale;

import io.github.portresolver.Hold;
import io.github.portresolver.PortConflictException.Reason;
import io.github.portresolver.lease.Leases;
import io.github.portresolver.lease.Leases.Lease;
import io.github.portresolver.owner.ListenTable;
import org.jspecify.annotations.Nullable;

/**
 * Binds one port, with a channel of its own for each try: after a failed
 * {@code listen(2)} a channel stays bound, and every later bind of it fails.
 */
class PortBinder {

	private final ShadowCheck shadowCheck;

	private final boolean bindsOverGuard;

	private final Leases leases;

	PortBinder(ShadowCheck shadowCheck, boolean bindsOverGuard, @Nullable Leases leases) {
		this.shadowCheck = shadowCheck;
		this.bindsOverGuard = bindsOverGuard;
		this.leases = (leases != null) ? leases : Leases.ofThisProcess();
	}

	// That a socket with SO_REUSEADDR can listen over a bound one that has it too was
	// measured on Linux; the BSDs refuse it, and Windows would let anyone in
	static PortBinder ofSystem(@Nullable Leases leases) {
		boolean linux = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("linux");
		return new PortBinder(ShadowCheck.forThisSystem(), linux, leases);
	}

	// Port 0 has the system draw one, and the longest backlog is 0
	BindOutcome bind(@Nullable InetAddress address, int port, int backlog, Hold hold) {
		InetSocketAddress local = new InetSocketAddress(address, port);
		boolean shadowable = local.getAddress().isAnyLocalAddress() && this.shadowCheck != ShadowCheck.BY_KERNEL;
		InetSocketAddress shadow = (shadowable && port != 0) ? this.shadowCheck.find(port) : null;
		boolean leased = port != 0 && !needsNoLease(port, hold);
		BindOutcome outcome = leased ? bindUnderLease(local, backlog, hold) : leaseBound(local, backlog, hold);
		if (outcome instanceof BindOutcome.Bound bound && shadowable && (shadow != null || port == 0)) {
			bound.port().close();
			// Whether someone has the port that was drawn on a loopback address can only
			// be checked while it is not bound, so it is bound once more
			return (shadow != null) ? new BindOutcome.Shadowed(shadow)
					: bind(address, bound.port().port(), backlog, hold);
		}
		return outcome;
	}

	// Under a lease from before the bind: of two that try at once exactly one binds
	private BindOutcome bindUnderLease(InetSocketAddress local, int backlog, Hold hold) {
		Lease lease = this.leases.tryAcquire(local.getAddress(), local.getPort());
		BindOutcome outcome = lease.isHeld() ? bind(local, backlog, hold) : refused(local, lease);
		if (outcome instanceof BindOutcome.Bound bound) {
			bound.port().under(lease);
		}
		else {
			lease.close();
		}
		return outcome;
	}

	private static BindOutcome refused(InetSocketAddress local, Lease leaseOfOther) {
		ListenTable table = ListenTable.read();
		return (table != null && table.isTaken(local)) ? new BindOutcome.InUse()
				: new BindOutcome.Leased(leaseOfOther.holder());
	}

	// A port that the system drew, or that nobody has leased: who does so meanwhile finds
	// it bound, or is found here
	private BindOutcome leaseBound(InetSocketAddress local, int backlog, Hold hold) {
		BindOutcome outcome = bind(local, backlog, hold);
		if (outcome instanceof BindOutcome.Bound bound && !needsNoLease(bound.port().port(), hold)) {
			Lease lease = this.leases.tryAcquire(local.getAddress(), bound.port().port());
			if (!lease.isHeld()) {
				bound.port().close();
				return new BindOutcome.Leased(lease.holder());
			}
			bound.port().under(lease);
		}
		return outcome;
	}

	// A socket that listens needs none itself, once it is bound
	private boolean needsNoLease(int port, Hold hold) {
		return hold == Hold.HAND_OFF && this.leases.isUnused(port);
	}

	private BindOutcome bind(InetSocketAddress local, int backlog, Hold hold) {
		if (hold == Hold.HAND_OFF) {
			return listen(local, backlog);
		}
		BindOutcome outcome = guard(local, hold, false);
		// Connections of the last run in TIME_WAIT keep a port from being bound without
		// SO_REUSEADDR, though nobody has it.
		return (outcome instanceof BindOutcome.InUse) ? guard(local, hold, true) : outcome;
	}

	private BindOutcome listen(InetSocketAddress local, int backlog) {
		ServerSocketChannel channel = null;
		try {
			channel = ServerSocketChannel.open();
			channel.bind(local, (backlog > 0) ? backlog : Integer.MAX_VALUE);
			return new BindOutcome.Bound(new HeldPort(channel, Hold.HAND_OFF, false));
		}
		catch (IOException | UnresolvedAddressException | UnsupportedAddressTypeException ex) {
			return failed(channel, ex, local);
		}
	}

	private BindOutcome guard(InetSocketAddress local, Hold hold, boolean reuseAddress) {
		SocketChannel channel = null;
		try {
			channel = SocketChannel.open();
			channel.setOption(StandardSocketOptions.SO_REUSEADDR, reuseAddress)
				.bind(local)
				.setOption(StandardSocketOptions.SO_REUSEADDR, false);
			return new BindOutcome.Bound(new HeldPort(channel, hold, this.bindsOverGuard));
		}
		catch (IOException | UnresolvedAddressException | UnsupportedAddressTypeException ex) {
			return failed(channel, ex, local);
		}
	}

	private BindOutcome failed(@Nullable NetworkChannel channel, Exception failure, InetSocketAddress local) {
		if (channel == null) {
			return new BindOutcome.Failed(Reason.NO_SOCKET, local.getPort(), failure);
		}
		try {
			channel.close();
		}
		catch (IOException ex) {
			failure.addSuppressed(ex);
		}
		return BindOutcome.ofFailure(failure, local);
	}

}
