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

import java.net.InetAddress;

import io.github.portresolver.owner.Owner;
import io.github.portresolver.registry.ApplicationRecord;
import io.github.portresolver.resolve.Attempt;
import io.github.portresolver.resolve.BindOutcome;
import io.github.portresolver.resolve.Fallback;
import io.github.portresolver.resolve.FallbackVerdict;
import io.github.portresolver.resolve.Hold;
import io.github.portresolver.resolve.PortRequest;
import io.github.portresolver.resolve.Resolution;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;

/**
 * Explains a {@link PortConflictException}. It has no constructor argument: the failure
 * comes before there is a context to take one from.
 */
class PortConflictFailureAnalyzer extends AbstractFailureAnalyzer<PortConflictException> implements Ordered {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, PortConflictException cause) {
		Resolution.Refused refused = cause.getRefused();
		return new FailureAnalysis(
				alreadyRunning(cause.getOtherInstance(), refused) + description(refused, cause.getFallback()),
				actions(refused).toString(), cause);
	}

	@Override
	public int getOrder() {
		return 0;
	}

	private String alreadyRunning(@Nullable ApplicationRecord instance, Resolution.Refused refused) {
		if (instance == null) {
			return "";
		}
		String process = new Owner(instance.pid(), null, null, instance.startedAt(), null).describe();
		return "This application is already running%s, as %s.%n%n"
			.formatted(instance.describeUrl(refused.request().port()), process);
	}

	private String description(Resolution.Refused refused, FallbackVerdict fallback) {
		PortRequest request = refused.request();
		if (refused.outcome() instanceof BindOutcome.Unavailable) {
			return "Port %d for %s cannot be bound: %s is not an address of this machine.".formatted(request.port(),
					property(request), host(request));
		}
		if (request.isRandom() && refused.outcome().movesOn()) {
			return "No random port for %s could be had: each of the %d ports that were tried in %s is taken."
				.formatted(property(request), tried(refused), range(request));
		}
		String port = request.isRandom() ? "A random port for " + property(request)
				: "Port " + request.port() + " for " + property(request);
		return ConflictSentence.of(port, refused.outcome(), refused.owner()) + "." + consequence(refused, fallback);
	}

	private String consequence(Resolution.Refused refused, FallbackVerdict fallback) {
		if (!refused.outcome().movesOn()) {
			return "";
		}
		String setting = setting(refused.request(), fallback);
		if (!refused.request().fallback().moves()) {
			return "%n%nIt may not move to another port: ".formatted() + setting;
		}
		long others = tried(refused) - 1;
		String result = (others == 0) ? "No other port may be tried"
				: "None of the %d other ports that were tried could be had".formatted(others);
		return "%n%n%s: ".formatted(result) + setting;
	}

	private String setting(PortRequest request, FallbackVerdict fallback) {
		return (request.fallback() == fallback.value()) ? fallback.describe() + "."
				: "%s is %s.".formatted(key(request, "fallback"), request.fallback());
	}

	// Named ports may differ from what holds for all
	private String key(PortRequest request, String name) {
		return ((request.hold() == Hold.LEASE) ? "port-resolver.ports." + request.name() + "." : "port-resolver.")
				+ name;
	}

	private long tried(Resolution.Refused refused) {
		return refused.attempts().stream().map(Attempt::port).distinct().count();
	}

	private String property(PortRequest request) {
		return (request.origin() != null) ? "%s (%s)".formatted(request.property(), request.origin())
				: "%s (default)".formatted(request.property());
	}

	private String range(PortRequest request) {
		return (request.randomRange() != null) ? key(request, "random.range") + " (" + request.randomRange() + ")"
				: "the range of the operating system";
	}

	private String host(PortRequest request) {
		InetAddress address = request.address();
		return (address != null) ? address.getHostAddress() : "the wildcard address";
	}

	private @Nullable Owner owner(Resolution.Refused refused) {
		if (refused.outcome() instanceof BindOutcome.Leased leased && leased.holder() != null) {
			return ProcessHandle.of(leased.holder().pid()).map(Owner::of).orElse(null);
		}
		return (refused.owner() != null) ? refused.owner().owner() : null;
	}

	private ActionList actions(Resolution.Refused refused) {
		PortRequest request = refused.request();
		ActionList actions = new ActionList();
		if (refused.outcome() instanceof BindOutcome.Unavailable) {
			String property = request.property().replaceAll("port$", "address");
			actions.add("Bind every address by leaving " + property + " out, or the loopback address:",
					"--" + property + "=127.0.0.1");
			return actions;
		}
		actions.addKill(owner(refused));
		refused.freePort().ifPresent((port) -> actions.addFreePort(request.property(), port));
		if (refused.outcome() instanceof BindOutcome.Denied denied) {
			actions.addPermission(denied);
		}
		if (refused.outcome().movesOn()) {
			addFallback(request, actions);
		}
		return actions;
	}

	private void addFallback(PortRequest request, ActionList actions) {
		Fallback fallback = request.fallback();
		String option = "--" + key(request, "fallback") + "=";
		if (!request.isRandom() && !fallback.moves()) {
			actions.add("Let it move, if clients can find it on another port:", option + Fallback.ADJACENT);
		}
		else if (!request.isRandom() && fallback != Fallback.ADJACENT_THEN_RANDOM) {
			actions.add("Let it try more ports:", option + Fallback.ADJACENT_THEN_RANDOM);
		}
		else if (request.randomRange() != null) {
			actions.add("Let it try more ports:", "--" + key(request, "random.range") + "=20000-29999");
		}
	}

}
