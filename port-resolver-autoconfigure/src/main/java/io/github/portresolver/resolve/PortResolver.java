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

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.github.portresolver.lease.Leases;
import io.github.portresolver.owner.ListenTable;
import io.github.portresolver.owner.OwnerAnswer;
import io.github.portresolver.owner.PortOwners;
import io.github.portresolver.resolve.PortAllocation.Attempt;
import org.jspecify.annotations.Nullable;

/**
 * Finds and holds a port for each request of an application. The kernel decides: a port
 * is chosen by binding it, and stays bound.
 */
public final class PortResolver {

	private static final Duration RETRY_INTERVAL = Duration.ofMillis(50);

	private final PortBinder binder;

	private final PortOwners owners;

	private final LongSupplier nanoTime;

	private final Consumer<Duration> sleeper;

	PortResolver(PortBinder binder, PortOwners owners, LongSupplier nanoTime, Consumer<Duration> sleeper) {
		this.binder = binder;
		this.owners = owners;
		this.nanoTime = nanoTime;
		this.sleeper = sleeper;
	}

	public static PortResolver ofSystem(@Nullable Leases leases) {
		return new PortResolver(PortBinder.ofSystem(leases), PortOwners.ofSystem(), System::nanoTime,
				(duration) -> LockSupport.parkNanos(duration.toNanos()));
	}

	// On every address, at this moment
	public static boolean isFree(int port) {
		return freePort().isFree(new InetSocketAddress(port));
	}

	// To suggest it, near the one that the request asks for
	public static OptionalInt findFree(PortRequest request) {
		return freePort().find(request, (allowed) -> true);
	}

	private static FreePort freePort() {
		return new FreePort(PortBinder.ofSystem(null), ListenTable.read());
	}

	// Hold the port that a request asks for, or return null if it is not free now
	public @Nullable PortAllocation tryConfigured(PortRequest request, Settings settings) {
		PortAttempts attempts = new PortAttempts(request, settings, this.binder, this.owners, StartHistory.NONE);
		return attempts.tryOnce() ? attempts.allocation() : null;
	}

	/**
	 * Resolve all requests or none. All configured ports are bound before a fallback is
	 * sought for any, so that none takes what another asked for.
	 * @param reserved ports that are no fallback, because others of the application have
	 * them or will ask for them
	 * @return the resolution; what it holds is the caller's to close
	 */
	public Resolution resolve(List<PortRequest> requests, Settings settings, StartHistory history,
			Set<Integer> reserved) {
		List<PortAttempts> requested = new ArrayList<>();
		for (PortRequest request : requests) {
			requested.add(new PortAttempts(request, settings, this.binder, this.owners, history));
		}
		try {
			tryPortsBeforeRestart(requested, reserved);
			tryConfigured(requested, history);
			for (PortAttempts attempts : requested) {
				attempts.tryFallbacks(withHeld(reserved, requested));
			}
			return conclude(requested);
		}
		catch (RuntimeException ex) {
			requested.forEach(PortAttempts::close);
			throw ex;
		}
	}

	private void tryPortsBeforeRestart(List<PortAttempts> requested, Set<Integer> reserved) {
		Set<Integer> taken = new HashSet<>(reserved);
		for (PortAttempts attempts : requested) {
			taken.add(attempts.request().port());
		}
		for (PortAttempts attempts : requested) {
			attempts.tryPortBeforeRestart(taken);
		}
	}

	private void tryConfigured(List<PortAttempts> requested, StartHistory history) {
		List<PortAttempts> inUse = inUse(requested);
		long wait = wait(inUse, history);
		long start = this.nanoTime.getAsLong();
		while (!inUse.isEmpty() && !Thread.currentThread().isInterrupted()
				&& this.nanoTime.getAsLong() - start < wait) {
			this.sleeper.accept(RETRY_INTERVAL);
			inUse = inUse(inUse);
		}
	}

	// Nothing once one has failed: waiting would not help
	private List<PortAttempts> inUse(List<PortAttempts> requested) {
		List<PortAttempts> inUse = new ArrayList<>();
		boolean failed = false;
		for (PortAttempts attempts : requested) {
			if (attempts.tryConfigured()) {
				inUse.add(attempts);
			}
			failed |= attempts.hasFailed();
		}
		return failed ? List.of() : inUse;
	}

	private long wait(List<PortAttempts> requested, StartHistory history) {
		long longest = 0;
		for (PortAttempts attempts : requested) {
			longest = Math.max(longest, TimeUnit.NANOSECONDS.convert(history.retryFor(attempts.request())));
		}
		return longest;
	}

	private Set<Integer> withHeld(Set<Integer> reserved, List<PortAttempts> requested) {
		Set<Integer> all = new HashSet<>(reserved);
		for (PortAttempts attempts : requested) {
			if (attempts.held() != null) {
				all.add(attempts.held().port());
			}
		}
		return all;
	}

	private Resolution conclude(List<PortAttempts> requested) {
		List<PortAllocation> allocations = new ArrayList<>();
		for (PortAttempts attempts : requested) {
			if (attempts.held() == null) {
				Resolution.Refused refused = attempts.refused();
				requested.forEach(PortAttempts::close);
				return refused;
			}
			allocations.add(attempts.allocation());
		}
		return new Resolution.Resolved(allocations);
	}

	/**
	 * What earlier and other starts of the same application mean for this one.
	 */
	public interface StartHistory {

		StartHistory NONE = new StartHistory() {

		};

		// What a restart within this JVM should have again, before all others
		default OptionalInt portBeforeRestart(PortRequest request) {
			return OptionalInt.empty();
		}

		// Asked for when a random port is about to be drawn
		default OptionalInt lastPort(PortRequest request) {
			return OptionalInt.empty();
		}

		// For how long to try a configured port that is in use again; asked once for each
		default Duration retryFor(PortRequest request) {
			return Duration.ZERO;
		}

	}

	/**
	 * What resolving the ports of an application came to: all of them, or none.
	 */
	public sealed interface Resolution {

		record Resolved(List<PortAllocation> ports) implements Resolution {

		}

		/**
		 * One request got no port; whatever was bound for the others has been closed.
		 *
		 * @param outcome the outcome for the configured port, unless the last one says
		 * that no port can be had
		 * @param owner who has the configured port, or {@code null} if that was not
		 * looked up
		 * @param freePort a port that was free a moment ago and may be suggested
		 * @param adjacentFree whether it is one that the adjacent fallback would try
		 */
		record Refused(PortRequest request, BindOutcome outcome, @Nullable OwnerAnswer owner, List<Attempt> attempts,
				OptionalInt freePort, boolean adjacentFree) implements Resolution {

		}

	}

	/**
	 * What holds for all requests of an application.
	 *
	 * @param ownerTimeout the longest time that looking up a port's owner may take
	 */
	public record Settings(int adjacentAttempts, List<PortRange> exclude, boolean excludeBrowserUnsafe,
			Duration ownerTimeout) {

		// The bad ports of the Fetch standard's section "Port blocking"
		private static final Set<Integer> BROWSER_UNSAFE = Set.of(0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25,
				37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135,
				137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563,
				587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566,
				6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080);

		boolean allows(int port) {
			return !(this.excludeBrowserUnsafe && BROWSER_UNSAFE.contains(port))
					&& this.exclude.stream().noneMatch((range) -> range.contains(port));
		}

	}

}
