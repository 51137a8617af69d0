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

package io.github.portresolver.lease;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import io.github.portresolver.PortLease;
import io.github.portresolver.PortLeaseException;
import io.github.portresolver.PortLeases;
import io.github.portresolver.lease.Leases.Lease;
import io.github.portresolver.owner.Owner;
import io.github.portresolver.owner.OwnerAnswer;
import io.github.portresolver.owner.PortOwners;
import org.jspecify.annotations.Nullable;

/**
 * The leases of an application, which are released when this is closed.
 */
final class DefaultPortLeases implements PortLeases, AutoCloseable {

	private static final Duration PAUSE = Duration.ofMillis(20);

	private final Supplier<Leases> leases;

	private final Set<Lease> held = ConcurrentHashMap.newKeySet();

	DefaultPortLeases(Supplier<Leases> leases) {
		this.leases = leases;
	}

	@Override
	public PortLease acquire(int port, Duration timeout) {
		return acquireAny(port, port, timeout);
	}

	@Override
	public PortLease acquireAny(int first, int last, Duration timeout) {
		if (first < 1 || last > 65535 || first > last) {
			throw new IllegalArgumentException("Ports " + first + "-" + last + " are not a range within 1 to 65535");
		}
		long limit = Math.max(0, TimeUnit.NANOSECONDS.convert(timeout));
		long start = System.nanoTime();
		Lease lease = tryAcquire(first, last);
		while (lease == null) {
			long left = limit - (System.nanoTime() - start);
			if (left <= 0 || Thread.currentThread().isInterrupted()) {
				throw failure(first, last, timeout);
			}
			LockSupport.parkNanos(Math.min(left, PAUSE.toNanos()));
			lease = tryAcquire(first, last);
		}
		return lease;
	}

	private @Nullable Lease tryAcquire(int first, int last) {
		for (int port = first; port <= last; port++) {
			Lease lease = this.leases.get().tryAcquire(null, port);
			if (lease.isHeld() && isFree(port)) {
				lease.confirm();
				this.held.removeIf((other) -> !other.isHeld());
				this.held.add(lease);
				return lease;
			}
			lease.close();
		}
		return null;
	}

	// On systems where every address can be bound beside a loopback address, too
	private static boolean isFree(int port) {
		return canBind(new InetSocketAddress(port))
				&& canBind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
	}

	private static boolean canBind(InetSocketAddress address) {
		try (SocketChannel channel = SocketChannel.open()) {
			// Connections in TIME_WAIT are in the way otherwise
			channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
			channel.bind(address);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private PortLeaseException failure(int first, int last, Duration timeout) {
		Lease lease = this.leases.get().tryAcquire(null, first);
		boolean leased = !lease.isHeld();
		lease.close();
		OwnerAnswer answer = leased ? null : PortOwners.ofPort(first);
		Owner holder = (answer != null) ? answer.owner() : lease.holder();
		String by = (answer != null) ? " is in use" + OwnerAnswer.by(answer)
				: " is leased by " + ((holder != null) ? holder.describe() : "another application of this user");
		String subject = (first == last) ? "Port " + first + " could not be leased"
				: "No port of " + first + "-" + last + " could be leased";
		return new PortLeaseException(subject + " within " + Math.max(0, timeout.toMillis()) + "ms: port " + first + by,
				first, (holder != null) ? holder.pid() : null);
	}

	@Override
	public void close() {
		this.held.forEach(Lease::close);
		this.held.clear();
	}

}
