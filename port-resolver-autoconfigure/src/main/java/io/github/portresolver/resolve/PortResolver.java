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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

import io.github.portresolver.lease.PortLeases;
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

	private final PortBinder binder;

	private final PortOwners owners;

	private final RandomGenerator random;

	private final LongSupplier nanoTime;

	private final Consumer<Duration> sleeper;

	PortResolver(PortBinder binder, PortOwners owners, RandomGenerator random, LongSupplier nanoTime,
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
	public static PortResolver ofSystem(@Nullable PortLeases leases) {
		return new PortResolver(PortBinder.ofSystem(leases), PortOwners.ofSystem(), new Random(), System::nanoTime,
				(duration) -> LockSupport.parkNanos(duration.toNanos()));
	}

	/**
	 * Return whether a port can be bound on every address at this moment. It is let go at
	 * once, so the answer is no promise.
	 * @param port the port, 1 to 65535
	 * @return {@code true} if it is free
	 */
	public static boolean isFree(int port) {
		BindOutcome outcome = PortBinder.ofSystem(null).bind(null, port, 0, Hold.GUARD);
		if (outcome instanceof BindOutcome.Bound bound) {
			bound.port().close();
			return true;
		}
		return false;
	}

	/**
	 * Resolve all requests or none. All configured ports are bound before a fallback is
	 * sought for any, so that none takes what another asked for.
	 * @param requests the requests
	 * @param settings what holds for all of them
	 * @param context what other starts of the application mean for this one
	 * @return the resolution; what it holds is the caller's to close
	 */
	public Resolution resolve(List<PortRequest> requests, ResolverSettings settings, StartContext context) {
		List<PortSearch> searches = requests.stream()
			.map((request) -> new PortSearch(request, settings, this.binder, this.owners, this.random, context))
			.toList();
		try {
			Set<Integer> configured = requests.stream().map(PortRequest::port).collect(Collectors.toSet());
			searches.forEach((search) -> search.tryPortBeforeRestart(configured));
			bindConfigured(searches, context);
			searches.forEach((search) -> search.tryFallbacks(heldPorts(searches)));
			return conclude(searches);
		}
		catch (RuntimeException ex) {
			closeAll(searches);
			throw ex;
		}
	}

	private void bindConfigured(List<PortSearch> searches, StartContext context) {
		List<PortSearch> inUse = tryConfigured(searches);
		if (inUse.isEmpty() || searches.stream().anyMatch(PortSearch::hasFailed)) {
			return;
		}
		Duration wait = inUse.stream()
			.map((search) -> context.retryFor(search.request()))
			.max(Duration::compareTo)
			.orElse(Duration.ZERO);
		long start = this.nanoTime.getAsLong();
		while (!inUse.isEmpty() && searches.stream().noneMatch(PortSearch::hasFailed)
				&& this.nanoTime.getAsLong() - start < wait.toNanos()) {
			this.sleeper.accept(RETRY_INTERVAL);
			inUse = tryConfigured(inUse);
		}
	}

	private List<PortSearch> tryConfigured(List<PortSearch> searches) {
		return searches.stream().filter(PortSearch::tryConfigured).toList();
	}

	private Set<Integer> heldPorts(List<PortSearch> searches) {
		return searches.stream()
			.map(PortSearch::held)
			.filter(Objects::nonNull)
			.map(HeldPort::port)
			.collect(Collectors.toSet());
	}

	private Resolution conclude(List<PortSearch> searches) {
		List<HeldPort> held = searches.stream().map(PortSearch::held).filter(Objects::nonNull).toList();
		for (PortSearch search : searches) {
			if (search.held() == null) {
				Resolution.Refused refused = search.refused();
				closeAll(searches);
				return refused;
			}
		}
		List<ResolvedPort> ports = new ArrayList<>();
		for (int i = 0; i < held.size(); i++) {
			ports.add(searches.get(i).resolved(held.get(i)));
		}
		return new Resolution.Resolved(ports, held);
	}

	private void closeAll(List<PortSearch> searches) {
		searches.stream().map(PortSearch::held).filter(Objects::nonNull).forEach(HeldPort::close);
	}

}
