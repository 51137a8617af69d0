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
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.github.portresolver.lease.Leases;
import io.github.portresolver.owner.ListenTable;
import io.github.portresolver.owner.PortOwners;
import org.jspecify.annotations.Nullable;

/**
 * Finds and holds a port for each request of an application. The kernel decides: a port
 * is chosen by binding it, and stays bound.
 *
 * @since 0.1.0
 */
public final class PortResolver {

	private static final Duration RETRY_INTERVAL = Duration.ofMillis(50);

	private static final Duration LONGEST_WAIT = Duration.ofDays(365);

	private final PortBinder binder;

	private final PortOwners owners;

	private final Random random;

	private final LongSupplier nanoTime;

	private final Consumer<Duration> sleeper;

	PortResolver(PortBinder binder, PortOwners owners, Random random, LongSupplier nanoTime,
			Consumer<Duration> sleeper) {
		this.binder = binder;
		this.owners = owners;
		this.random = random;
		this.nanoTime = nanoTime;
		this.sleeper = sleeper;
	}

	/**
	 * Return a resolver for the system this JVM runs on.
	 * @param leases what ports are leased from, or {@code null} if there is no registry
	 * @return the resolver
	 */
	public static PortResolver ofSystem(@Nullable Leases leases) {
		return new PortResolver(PortBinder.ofSystem(leases), PortOwners.ofSystem(), new Random(), System::nanoTime,
				(duration) -> LockSupport.parkNanos(duration.toNanos()));
	}

	/**
	 * Return whether a port is free on every address at this moment. It is looked up in
	 * the system's table of sockets, or bound for an instant where there is none.
	 * @param port the port, 1 to 65535
	 * @return {@code true} if it is free
	 */
	public static boolean isFree(int port) {
		return new FreePort(PortBinder.ofSystem(null), (allowed) -> true).isFree(new InetSocketAddress(port),
				ListenTable.read());
	}

	/**
	 * Hold the port that a request asks for, if it is free at this moment.
	 * @param request the request
	 * @param settings what holds for all requests of the application
	 * @return the allocation, or {@code null} if the port cannot be had
	 */
	public @Nullable PortAllocation tryConfigured(PortRequest request, ResolverSettings settings) {
		PortSearch search = search(request, settings, StartHistory.NONE);
		HeldPort held = search.tryOnce();
		return (held != null) ? search.allocation(held) : null;
	}

	/**
	 * Resolve all requests or none. All configured ports are bound before a fallback is
	 * sought for any, so that none takes what another asked for.
	 * @param requests the requests
	 * @param settings what holds for all of them
	 * @param history what other starts of the application mean for this one
	 * @param reserved ports that are no fallback, because others of the application have
	 * them or will ask for them
	 * @return the resolution; what it holds is the caller's to close
	 */
	public Resolution resolve(List<PortRequest> requests, ResolverSettings settings, StartHistory history,
			Set<Integer> reserved) {
		List<PortSearch> searches = requests.stream().map((request) -> search(request, settings, history)).toList();
		try {
			Set<Integer> taken = new HashSet<>(reserved);
			requests.forEach((request) -> taken.add(request.port()));
			searches.forEach((search) -> search.tryPortBeforeRestart(taken));
			tryConfigured(searches, history);
			for (PortSearch search : searches) {
				search.tryFallbacks(reserved(reserved, searches));
			}
			return conclude(searches);
		}
		catch (RuntimeException ex) {
			closeAll(searches);
			throw ex;
		}
	}

	private PortSearch search(PortRequest request, ResolverSettings settings, StartHistory history) {
		return new PortSearch(request, settings, this.binder, this.owners, this.random, history);
	}

	private void tryConfigured(List<PortSearch> searches, StartHistory history) {
		List<PortSearch> inUse = searches.stream().filter(PortSearch::tryConfigured).toList();
		if (searches.stream().anyMatch(PortSearch::hasFailed)) {
			return;
		}
		long wait = inUse.stream()
			.map((search) -> history.retryFor(search.request()))
			.max(Duration::compareTo)
			.map((longest) -> (longest.compareTo(LONGEST_WAIT) < 0) ? longest : LONGEST_WAIT)
			.map(Duration::toNanos)
			.orElse(0L);
		long start = this.nanoTime.getAsLong();
		while (!inUse.isEmpty() && !Thread.currentThread().isInterrupted()
				&& searches.stream().noneMatch(PortSearch::hasFailed) && this.nanoTime.getAsLong() - start < wait) {
			this.sleeper.accept(RETRY_INTERVAL);
			inUse = inUse.stream().filter(PortSearch::tryConfigured).toList();
		}
	}

	private Set<Integer> reserved(Set<Integer> reserved, List<PortSearch> searches) {
		Set<Integer> all = new HashSet<>(reserved);
		searches.stream().map(PortSearch::held).filter(Objects::nonNull).map(HeldPort::port).forEach(all::add);
		return all;
	}

	private Resolution conclude(List<PortSearch> searches) {
		List<PortAllocation> ports = new ArrayList<>();
		for (PortSearch search : searches) {
			HeldPort held = search.held();
			if (held == null) {
				Resolution.Refused refused = search.refused();
				closeAll(searches);
				return refused;
			}
			ports.add(search.allocation(held));
		}
		return new Resolution.Resolved(ports);
	}

	private void closeAll(List<PortSearch> searches) {
		searches.stream().map(PortSearch::held).filter(Objects::nonNull).forEach(HeldPort::close);
	}

}
