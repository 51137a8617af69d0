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

import java.time.Duration;
import java.util.stream.IntStream;

import io.github.portresolver.owner.OwnerAnswer;
import io.github.portresolver.owner.PortOwners;
import io.github.portresolver.resolve.BindOutcome;
import io.github.portresolver.resolve.PortRange;
import io.github.portresolver.resolve.PortResolver;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;

/**
 * Explains why a server could not bind a port that was not held for it: the starter is
 * off, it is a test, or the server was given another port by code.
 */
class ServerConflict {

	private static final Duration OWNER_TIMEOUT = Duration.ofSeconds(1);

	private static final int MAX_SUGGESTIONS = 100;

	private final @Nullable Environment environment;

	/**
	 * Create an instance.
	 * @param environment the application's environment, or {@code null} if the start
	 * failed before there was a context
	 */
	ServerConflict(@Nullable Environment environment) {
		this.environment = environment;
	}

	/**
	 * Explain the failure if someone has the port.
	 * @param port the port
	 * @param cause the failure
	 * @return the analysis, or {@code null} if the port is free
	 */
	@Nullable FailureAnalysis analyzeInUse(int port, Throwable cause) {
		return analyzeInUse(port, property(port), cause);
	}

	/**
	 * Explain the failure if someone has the port.
	 * @param port the port
	 * @param property the property that asked for it, or {@code null} if that is not
	 * known
	 * @param cause the failure
	 * @return the analysis, or {@code null} if the port is free
	 */
	@Nullable FailureAnalysis analyzeInUse(int port, @Nullable String property, Throwable cause) {
		OwnerAnswer owner = PortOwners.ofSystem().find(port, OWNER_TIMEOUT);
		if (!(owner instanceof OwnerAnswer.Listening) && PortResolver.isFree(port)) {
			return null;
		}
		String sentence = ConflictSentence.of(subject(port, property), new BindOutcome.InUse(), owner);
		ActionList actions = new ActionList();
		actions.addKill(owner);
		if (property != null) {
			suggest(port, property, actions);
		}
		if (isDisabled()) {
			actions.add("Let another port be found:", "--port-resolver.enabled=true");
		}
		return new FailureAnalysis(sentence + ".",
				actions.isEmpty() ? "Stop what has the port, or configure this application to listen on another one."
						: actions.toString(),
				cause);
	}

	/**
	 * Explain a failure whose cause is gone by now.
	 * @param port the port, which is free
	 * @param cause the failure
	 * @return the analysis
	 */
	FailureAnalysis analyzeGone(int port, Throwable cause) {
		ActionList actions = new ActionList();
		actions.add("Start again, and wait for the port if need be:", "--port-resolver.wait=10s");
		return new FailureAnalysis(subject(port, property(port)) + " was in use, but is free again.",
				actions.toString(), cause);
	}

	private void suggest(int port, String property, ActionList actions) {
		IntStream.rangeClosed(Math.max(port + 1, 1024), Math.min(port + MAX_SUGGESTIONS, PortRange.MAX_PORT))
			.filter(PortResolver::isFree)
			.findFirst()
			.ifPresent((free) -> actions.addFreePort(property, free));
	}

	private String subject(int port, @Nullable String property) {
		return (property != null) ? "Port " + port + " for " + property : "Port " + port;
	}

	private @Nullable String property(int port) {
		if (this.environment == null) {
			return null;
		}
		if (port == this.environment.getProperty("server.port", Integer.class, 8080)) {
			return "server.port";
		}
		Integer management = this.environment.getProperty("management.server.port", Integer.class);
		return (management != null && management == port) ? "management.server.port" : null;
	}

	private boolean isDisabled() {
		return this.environment != null && !this.environment.getProperty("port-resolver.enabled", Boolean.class, true);
	}

}
