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

import io.github.portresolver.registry.ApplicationRecord;
import io.github.portresolver.resolve.BindOutcome;
import io.github.portresolver.resolve.FallbackVerdict;
import io.github.portresolver.resolve.Resolution;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ExitCodeGenerator;

/**
 * A port that the application needs cannot be had. The start ends with it before there is
 * an application context.
 *
 * @since 0.1.0
 */
public class PortConflictException extends RuntimeException implements ExitCodeGenerator {

	/**
	 * The exit code for a port in use: EADDRINUSE of Linux.
	 */
	public static final int EXIT_CODE_IN_USE = 98;

	/**
	 * The exit code for an address that is not available: EADDRNOTAVAIL of Linux.
	 */
	public static final int EXIT_CODE_UNAVAILABLE = 99;

	/**
	 * The exit code for a port that is not permitted: EACCES of Linux.
	 */
	public static final int EXIT_CODE_DENIED = 13;

	private final transient Resolution.Refused refused;

	private final transient FallbackVerdict fallback;

	private final transient @Nullable ApplicationRecord otherInstance;

	/**
	 * Create an exception.
	 * @param refused which request got no port
	 * @param fallback what was to happen then
	 * @param otherInstance the instance of this application that has the port, or
	 * {@code null} if someone else has it
	 */
	public PortConflictException(Resolution.Refused refused, FallbackVerdict fallback,
			@Nullable ApplicationRecord otherInstance) {
		super(ConflictSentence.of("Port " + refused.request().port() + " for " + refused.request().property(),
				refused.outcome(), refused.owner()));
		this.refused = refused;
		this.fallback = fallback;
		this.otherInstance = otherInstance;
		if (refused.outcome() instanceof BindOutcome.Unavailable unavailable) {
			initCause(unavailable.cause());
		}
	}

	/**
	 * Return the facts.
	 * @return which request got no port, why, and what was tried
	 */
	public Resolution.Refused getRefused() {
		return this.refused;
	}

	/**
	 * Return what was to happen when the port cannot be had.
	 * @return the fallback and its reason
	 */
	public FallbackVerdict getFallback() {
		return this.fallback;
	}

	/**
	 * Return the other instance of this application that has the port.
	 * @return its record, or {@code null} if someone else has the port
	 */
	public @Nullable ApplicationRecord getOtherInstance() {
		return this.otherInstance;
	}

	@Override
	public int getExitCode() {
		BindOutcome outcome = this.refused.outcome();
		if (outcome instanceof BindOutcome.Denied) {
			return EXIT_CODE_DENIED;
		}
		return (outcome instanceof BindOutcome.Unavailable) ? EXIT_CODE_UNAVAILABLE : EXIT_CODE_IN_USE;
	}

}
