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

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import io.github.portresolver.PortSource;
import io.github.portresolver.ResolvedPort;
import io.github.portresolver.owner.ListenTable;
import io.github.portresolver.owner.Owner;
import io.github.portresolver.owner.OwnerAnswer;
import io.github.portresolver.owner.OwnerAnswer.Listener;
import io.github.portresolver.owner.PortOwners;
import io.github.portresolver.resolve.PortAllocation.Attempt;
import io.github.portresolver.resolve.PortPlan.Candidate;
import io.github.portresolver.resolve.PortResolver.Resolution;
import io.github.portresolver.resolve.PortResolver.Settings;
import io.github.portresolver.resolve.PortResolver.StartHistory;
import org.jspecify.annotations.Nullable;

/**
 * The attempts to get a port for one request: what was tried so far, and what is held.
 * The candidates are those of {@link PortPlan}. Not safe for use by several threads.
 */
final class PortAttempts {

	private final PortRequest request;

	private final PortBinder binder;

	private final PortOwners owners;

	private final Settings settings;

	private final StartHistory history;

	private final List<Attempt> attempts = new ArrayList<>();

	private Set<Integer> reserved = Set.of();

	private @Nullable HeldPort held;

	private @Nullable Future<OwnerAnswer> owner;

	private final long start = System.nanoTime();

	private Duration elapsed = Duration.ZERO;

	PortAttempts(PortRequest request, Settings settings, PortBinder binder, PortOwners owners, StartHistory history) {
		this.request = request;
		this.settings = settings;
		this.binder = binder;
		this.owners = owners;
		this.history = history;
	}

	// Ports that are configured now go to who asks for them
	void tryPortBeforeRestart(Set<Integer> configured) {
		OptionalInt port = this.history.portBeforeRestart(this.request);
		if (port.isPresent() && !configured.contains(port.getAsInt())) {
			attempt(new Candidate(port.getAsInt(), PortSource.STICKY));
		}
	}

	// Without asking who has it
	boolean tryOnce() {
		attempt(new Candidate(this.request.port(), this.request.source()));
		return this.held != null;
	}

	// Return whether the port is in use, so that waiting might help
	boolean tryConfigured() {
		if (this.held != null || this.request.isRandom()) {
			return false;
		}
		this.attempts.clear();
		BindOutcome outcome = attempt(new Candidate(this.request.port(), this.request.source()));
		if (outcome.movesOn() && this.owner == null) {
			this.owner = this.owners.start(conflict(outcome));
		}
		if (this.held != null && this.owner != null) {
			this.owner.cancel(true);
			this.owner = null;
		}
		return outcome.movesOn();
	}

	private InetSocketAddress conflict(BindOutcome outcome) {
		return (outcome instanceof BindOutcome.Shadowed shadowed) ? shadowed.by()
				: new InetSocketAddress(this.request.address(), this.request.port());
	}

	// Reserved are the ports that others of the application have or ask for. One on
	// another address could be bound, but Spring Boot takes equal numbers for one server
	void tryFallbacks(Set<Integer> reserved) {
		this.reserved = reserved;
		if (this.held != null || hasFailed()) {
			return;
		}
		Set<Integer> tried = new HashSet<>();
		this.attempts.forEach((attempt) -> tried.add(attempt.port()));
		// Not by an iterator, which would have the candidates of a whole range made at
		// once
		new PortPlan(this.request, this.settings).fallbacks(() -> this.history.lastPort(this.request))
			.filter((candidate) -> candidate.port() == Candidate.DRAWN_BY_SYSTEM || tried.add(candidate.port()))
			.anyMatch(this::isLast);
	}

	private boolean isLast(Candidate candidate) {
		attempt(candidate);
		return this.held != null || hasFailed();
	}

	private BindOutcome attempt(Candidate candidate) {
		BindOutcome outcome = this.reserved.contains(candidate.port()) ? new BindOutcome.InUse() : this.binder
			.bind(this.request.address(), candidate.port(), this.request.backlog(), this.request.hold());
		if (!(outcome instanceof BindOutcome.Bound bound)) {
			this.attempts.add(new Attempt(candidate.port(), candidate.source(), outcome));
			return outcome;
		}
		if (candidate.port() == Candidate.DRAWN_BY_SYSTEM && !isAllowed(bound.port().port())) {
			bound.port().close();
			return outcome;
		}
		this.attempts.add(new Attempt(bound.port().port(), candidate.source(), outcome));
		this.held = bound.port();
		this.elapsed = Duration.ofNanos(System.nanoTime() - this.start);
		return outcome;
	}

	private boolean isAllowed(int port) {
		return this.settings.allows(port) && !this.reserved.contains(port);
	}

	PortRequest request() {
		return this.request;
	}

	@Nullable HeldPort held() {
		return this.held;
	}

	void close() {
		if (this.held != null) {
			this.held.close();
		}
		if (this.owner != null) {
			this.owner.cancel(true);
		}
	}

	// For a reason that another port would share
	boolean hasFailed() {
		return this.held == null && !this.attempts.isEmpty() && !last().outcome().movesOn();
	}

	private Attempt last() {
		return this.attempts.get(this.attempts.size() - 1);
	}

	PortAllocation allocation() {
		HeldPort held = Objects.requireNonNull(this.held);
		ResolvedPort port = this.request.resolved(this.request.port(), held.port(), last().source());
		return new PortAllocation(this.request, held, port, this.elapsed, List.copyOf(this.attempts), ownerAnswer(),
				neighbours(held.port()));
	}

	Resolution.Refused refused() {
		BindOutcome outcome = this.attempts.isEmpty() ? new BindOutcome.InUse()
				: hasFailed() ? last().outcome() : this.attempts.get(0).outcome();
		OptionalInt free = new FreePort(this.binder, ListenTable.read()).find(this.request, this::isAllowed);
		int above = free.orElse(0) - this.request.port();
		return new Resolution.Refused(this.request, outcome, ownerAnswer(), List.copyOf(this.attempts), free,
				above > 0 && above <= this.settings.adjacentAttempts());
	}

	private @Nullable OwnerAnswer ownerAnswer() {
		return (this.owner != null) ? PortOwners.await(this.owner, this.settings.ownerTimeout()) : null;
	}

	// If the application binds one address only, those who listen on the port at a
	// loopback address that it does not bind: a client that says localhost may reach them
	private List<Listener> neighbours(int port) {
		InetAddress address = this.request.address();
		if (address == null || address.isAnyLocalAddress()) {
			return List.of();
		}
		InetSocketAddress own = new InetSocketAddress(address, port);
		ListenTable table = ListenTable.read();
		Stream<InetSocketAddress> listening = (table != null) ? table.listeners(port).stream()
				: ShadowCheck.takenLoopback(port);
		List<Listener> seen = neighbours(listening.map((other) -> new Listener(other, Owner.UNKNOWN)), own);
		if (table != null && seen.isEmpty()) {
			return seen;
		}
		OwnerAnswer answer = this.owners.find(port, this.settings.ownerTimeout());
		List<Listener> known = neighbours(answer.listeners().stream(), own);
		return known.isEmpty() ? seen : known;
	}

	private static List<Listener> neighbours(Stream<Listener> listeners, InetSocketAddress own) {
		return listeners.filter((listener) -> {
			InetAddress address = listener.address().getAddress();
			return !listener.address().equals(own) && (address.isLoopbackAddress() || address.isAnyLocalAddress());
		}).distinct().toList();
	}

}
