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
import java.util.Iterator;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

import io.github.portresolver.owner.Listener;
import io.github.portresolver.owner.OwnerAnswer;
import io.github.portresolver.owner.PortOwners;
import org.jspecify.annotations.Nullable;

/**
 * The search for the port of one request: what was tried so far, and what is held. Not
 * safe for use by several threads.
 */
final class PortSearch {

	private final PortRequest request;

	private final PortPlan plan;

	private final PortBinder binder;

	private final PortOwners owners;

	private final ResolverSettings settings;

	private final StartContext context;

	private final List<Attempt> attempts = new ArrayList<>();

	private Set<Integer> others = Set.of();

	private @Nullable HeldPort held;

	private @Nullable PortSource source;

	private @Nullable CompletableFuture<OwnerAnswer> owner;

	private final long start = System.nanoTime();

	private Duration elapsed = Duration.ZERO;

	PortSearch(PortRequest request, ResolverSettings settings, PortBinder binder, PortOwners owners,
			RandomGenerator random, StartContext context) {
		this.request = request;
		this.plan = new PortPlan(request, settings.rules(), random);
		this.settings = settings;
		this.binder = binder;
		this.owners = owners;
		this.context = context;
	}

	/**
	 * Try the port that a restart within this JVM should have again.
	 * @param configured the ports that are configured now, which go to who asks for them
	 */
	void tryPortBeforeRestart(Set<Integer> configured) {
		OptionalInt port = this.context.portBeforeRestart(this.request);
		if (port.isPresent() && !configured.contains(port.getAsInt())) {
			attempt(new Candidate(port.getAsInt(), PortSource.STICKY));
		}
	}

	/**
	 * Try the configured port, once more if it was tried before.
	 * @return whether it is in use, so that waiting might help
	 */
	boolean tryConfigured() {
		if (this.held != null) {
			return false;
		}
		Candidate candidate = this.plan.configured();
		if (candidate == null) {
			return false;
		}
		this.attempts.clear();
		BindOutcome outcome = attempt(candidate);
		if (outcome.movesOn() && this.owner == null) {
			this.owner = this.owners.findAsync(candidate.port(), this.settings.ownerTimeout());
		}
		if (this.held != null) {
			forgetOwner();
		}
		return outcome.movesOn();
	}

	private void forgetOwner() {
		if (this.owner != null) {
			this.owner.cancel(false);
			this.owner = null;
		}
	}

	/**
	 * Try the fallbacks in order until one can be had, if the configured port could not
	 * and the reason is one that another port would not share.
	 * @param others the ports that other requests of the application have. One on another
	 * address could be bound, but Spring Boot takes equal numbers for one server
	 */
	void tryFallbacks(Set<Integer> others) {
		this.others = others;
		if (this.held == null && !hasFailed()) {
			tryEach(this.plan.adjacent());
			if (this.held == null && this.plan.drawsRandom()) {
				tryEach(this.plan.sticky(this.context.lastPort(this.request)));
			}
			tryEach(this.plan.random().filter((candidate) -> !isTried(candidate)));
		}
	}

	private boolean isTried(Candidate candidate) {
		return candidate.port() != Candidate.DRAWN_BY_SYSTEM
				&& this.attempts.stream().anyMatch((attempt) -> attempt.port() == candidate.port());
	}

	private void tryEach(Stream<Candidate> candidates) {
		Iterator<Candidate> iterator = candidates.iterator();
		while (this.held == null && !hasFailed() && iterator.hasNext()) {
			attempt(iterator.next());
		}
	}

	private BindOutcome attempt(Candidate candidate) {
		BindOutcome outcome = this.others.contains(candidate.port()) ? new BindOutcome.InUse() : this.binder
			.bind(this.request.address(), candidate.port(), this.request.backlog(), this.request.hold());
		if (!(outcome instanceof BindOutcome.Bound bound)) {
			this.attempts.add(new Attempt(candidate.port(), candidate.source(), outcome, null));
			return outcome;
		}
		if (candidate.port() == Candidate.DRAWN_BY_SYSTEM && !mayDraw(bound.port().port())) {
			bound.port().close();
			return outcome;
		}
		this.attempts.add(new Attempt(bound.port().port(), candidate.source(), outcome, null));
		this.held = bound.port();
		this.elapsed = Duration.ofNanos(System.nanoTime() - this.start);
		this.source = candidate.source();
		return outcome;
	}

	private boolean mayDraw(int port) {
		return this.settings.rules().allows(port) && !this.others.contains(port);
	}

	PortRequest request() {
		return this.request;
	}

	@Nullable HeldPort held() {
		return this.held;
	}

	/**
	 * Return whether the last attempt failed for a reason that another port would share.
	 * @return {@code true} if so; {@code false} also if nothing was tried yet
	 */
	boolean hasFailed() {
		return this.held == null && !this.attempts.isEmpty() && !last().movesOn();
	}

	private BindOutcome last() {
		return this.attempts.get(this.attempts.size() - 1).outcome();
	}

	ResolvedPort resolved(HeldPort held) {
		PortSource source = (this.source != null) ? this.source : PortSource.CONFIGURED;
		return new ResolvedPort(this.request, held.port(), source, held.hold(), this.elapsed,
				attemptsWithOwner(ownerAnswer()), neighbours(held.port()));
	}

	Resolution.Refused refused() {
		OwnerAnswer answer = ownerAnswer();
		List<Attempt> attempts = attemptsWithOwner(answer);
		BindOutcome outcome = attempts.isEmpty() ? new BindOutcome.InUse() : attempts.get(0).outcome();
		if (hasFailed()) {
			outcome = last();
		}
		return new Resolution.Refused(this.request, outcome, answer, attempts,
				new FreePort(this.binder, this.settings.rules()).find(this.request));
	}

	private @Nullable OwnerAnswer ownerAnswer() {
		return (this.owner != null) ? this.owner.join() : null;
	}

	private List<Attempt> attemptsWithOwner(@Nullable OwnerAnswer answer) {
		if (answer == null) {
			return this.attempts;
		}
		Attempt first = this.attempts.get(0);
		List<Attempt> attempts = new ArrayList<>(this.attempts);
		attempts.set(0, new Attempt(first.port(), first.source(), first.outcome(), answer));
		return attempts;
	}

	private List<Listener> neighbours(int port) {
		if (this.request.address() == null || this.request.address().isAnyLocalAddress()) {
			return List.of();
		}
		InetSocketAddress own = new InetSocketAddress(this.request.address(), port);
		return new Neighbours(this.owners, this.settings.ownerTimeout()).of(own);
	}

}
