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

package io.github.portresolver.failure;

import java.util.OptionalInt;

import io.github.portresolver.Fallback;
import io.github.portresolver.Hold;
import io.github.portresolver.PortConflictException.Reason;
import io.github.portresolver.owner.Owner;
import io.github.portresolver.registry.ApplicationRecord;
import io.github.portresolver.resolve.BindOutcome;
import io.github.portresolver.resolve.PortAllocation.Attempt;
import io.github.portresolver.resolve.PortRequest;
import io.github.portresolver.resolve.PortRequest.FallbackVerdict;
import io.github.portresolver.resolve.PortResolver.Resolution;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.Order;

/**
 * Explains a {@link PortRefusedException}. It has no constructor argument: the failure
 * may come before there is a context to take one from. It comes before the analyzer of
 * what servers wrap the exception in.
 */
@Order(-1)
class PortRefusedFailureAnalyzer extends AbstractFailureAnalyzer<PortRefusedException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, PortRefusedException cause) {
		Resolution.Refused refused = cause.getRefused();
		PortRequest request = refused.request();
		String origin = request.isConfigured() ? request.origin() : "default";
		String property = request.property() + ((origin != null) ? " (" + origin + ")" : "");
		boolean exhausted = cause.getPort() == 0 && refused.outcome().movesOn();
		String description = exhausted ? exhausted(refused, property)
				: cause.describe(property) + (cause.isLost() ? "" : consequence(refused));
		return new FailureAnalysis(alreadyRunning(cause.getOtherInstance(), request) + description + ".",
				actions(refused, !cause.isLost()), cause);
	}

	private String alreadyRunning(@Nullable ApplicationRecord instance, PortRequest request) {
		if (instance == null) {
			return "";
		}
		String process = new Owner(instance.pid(), null, null, instance.startedAt(), null).describe();
		return "This application is already running%s as %s.%n%n".formatted(instance.describeUrl(request.port()),
				process);
	}

	private String exhausted(Resolution.Refused refused, String property) {
		PortRequest request = refused.request();
		long tried = tried(refused);
		String ports = (tried == 0) ? "every port in %s (%s) is excluded"
				: (tried == 1) ? "the only port tried in %s (%s) is in use"
						: "none of the " + tried + " ports tried in %s (%s) is available";
		String reason = (request.randomRange() != null)
				? ports.formatted(key(request, "random.range"), request.randomRange())
				: "the operating system assigned none that may be used";
		return "No random port is available for %s: %s".formatted(property, reason);
	}

	private String consequence(Resolution.Refused refused) {
		if (!refused.outcome().movesOn()) {
			return "";
		}
		FallbackVerdict fallback = refused.request().fallback();
		String setting = fallback.description();
		if (!fallback.value().moves()) {
			return ".%n%nIt must not move to another port: %s".formatted(setting);
		}
		long others = tried(refused) - 1;
		String result = (others < 1) ? "No other port is available"
				: (others == 1) ? "The other port tried is not available"
						: "None of the %d other ports tried is available".formatted(others);
		return ".%n%n%s: %s".formatted(result, setting);
	}

	// Named ports may differ from what holds for all
	private String key(PortRequest request, String name) {
		return ((request.hold() == Hold.LEASE) ? "port-resolver.ports." + request.name() + "." : "port-resolver.")
				+ name;
	}

	private long tried(Resolution.Refused refused) {
		return refused.attempts().stream().map(Attempt::port).filter((port) -> port != 0).distinct().count();
	}

	private String actions(Resolution.Refused refused, boolean mayMove) {
		ActionList actions = new ActionList();
		String address = refused.request().kind().prefix() + "address";
		switch (refused.outcome().reason()) {
			case ADDRESS_NOT_AVAILABLE ->
				actions.addProperty("Bind the loopback address, or remove " + address + " to bind every address:",
						address, "127.0.0.1");
			case NO_SOCKET -> actions.add(
					"Close files and sockets that are not needed, or raise the limit in the shell that starts the application (Linux):",
					"sudo prlimit --pid $$ --nofile=65536:65536");
			default -> addAnotherPort(refused, mayMove, actions);
		}
		return actions.orElse(
				(refused.outcome().reason() == Reason.IN_USE) ? ActionList.STOP_OR_MOVE : "Configure another port.");
	}

	private void addAnotherPort(Resolution.Refused refused, boolean mayMove, ActionList actions) {
		String property = refused.request().property();
		OptionalInt free = refused.freePort();
		actions.addKill("the port", owner(refused));
		free.ifPresent((port) -> actions.addProperty("Start on a port that is free right now:", property, port));
		if (refused.outcome() instanceof BindOutcome.Failed denied) {
			actions.addPermission(denied.port(), denied.isPrivileged());
		}
		else if (mayMove && free.isPresent()) {
			addFallback(refused, actions);
		}
	}

	private @Nullable Owner owner(Resolution.Refused refused) {
		if (refused.outcome() instanceof BindOutcome.Leased leased) {
			return leased.holder();
		}
		return (refused.owner() != null) ? refused.owner().owner() : null;
	}

	private void addFallback(Resolution.Refused refused, ActionList actions) {
		PortRequest request = refused.request();
		Fallback fallback = request.fallback().value();
		if (!request.isRandom() && !fallback.moves()) {
			actions.addProperty("Let it move, if clients can find it on another port:", key(request, "fallback"),
					refused.adjacentFree() ? Fallback.ADJACENT : Fallback.ADJACENT_THEN_RANDOM);
		}
		else if (!request.isRandom() && !fallback.triesRandom()) {
			actions.addProperty("Let it try random ports as well:", key(request, "fallback"),
					Fallback.ADJACENT_THEN_RANDOM);
		}
		else if (request.randomRange() != null) {
			actions.addProperty("Let it try more ports:", key(request, "random.range"), "1024-65535");
		}
	}

}
