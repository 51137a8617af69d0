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

import io.github.portresolver.owner.OwnerAnswer;
import io.github.portresolver.owner.PortOwners;
import io.github.portresolver.resolve.BindOutcome;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Names the owner of a port that was not held, such as one that code gave to the server.
 * Where the owner is not known, or the starter is off, Spring Boot's own analyzer
 * explains the failure.
 */
@Order(0)
class ServerPortInUseFailureAnalyzer extends AbstractFailureAnalyzer<PortInUseException> {

	private final Environment environment;

	ServerPortInUseFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, PortInUseException cause) {
		boolean on = this.environment.containsProperty("port-resolver.resolved.server.port");
		OwnerAnswer answer = on ? PortOwners.ofPort(cause.getPort()) : null;
		if (answer == null || answer.listeners().isEmpty()) {
			return null;
		}
		ActionList actions = new ActionList();
		actions.addKill("the port", answer.owner());
		return new FailureAnalysis(new BindOutcome.InUse().describe("Port " + cause.getPort(), null, answer) + ".",
				actions.orElse(ActionList.STOP_OR_MOVE), cause);
	}

}
