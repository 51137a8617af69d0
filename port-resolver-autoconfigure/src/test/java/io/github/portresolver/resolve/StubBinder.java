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
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

import io.github.portresolver.Hold;

/**
 * A binder that answers for certain ports without a socket and really binds the others.
 */
class StubBinder extends PortBinder {

	private final IntFunction<BindOutcome> outcomes;

	private final List<HeldPort> bound = new ArrayList<>();

	/**
	 * Create a binder.
	 * @param outcomes the outcome for a port, {@code null} to bind it
	 */
	StubBinder(IntFunction<BindOutcome> outcomes) {
		super(ShadowCheck.forThisSystem(), true, null);
		this.outcomes = outcomes;
	}

	@Override
	BindOutcome bind(InetAddress address, int port, int backlog, Hold hold) {
		BindOutcome outcome = this.outcomes.apply(port);
		if (outcome == null) {
			outcome = super.bind(address, port, backlog, hold);
		}
		if (outcome instanceof BindOutcome.Bound boundOutcome) {
			this.bound.add(boundOutcome.port());
		}
		return outcome;
	}

	List<HeldPort> bound() {
		return this.bound;
	}

}
