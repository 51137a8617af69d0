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

import java.net.BindException;
import java.util.List;
import java.util.OptionalInt;

import io.github.portresolver.PortConflictException;
import io.github.portresolver.owner.OwnerAnswer;
import io.github.portresolver.owner.PortOwners;
import io.github.portresolver.registry.ApplicationRecord;
import io.github.portresolver.resolve.BindOutcome;
import io.github.portresolver.resolve.PortRequest;
import io.github.portresolver.resolve.PortResolver;
import io.github.portresolver.resolve.PortResolver.Resolution;
import org.jspecify.annotations.Nullable;

/**
 * A request got no port, either before there are beans or because the port was lost at
 * the server's own bind.
 */
public class PortRefusedException extends PortConflictException {

	private final transient Resolution.Refused refused;

	private final boolean lost;

	private final transient @Nullable ApplicationRecord otherInstance;

	public PortRefusedException(Resolution.Refused refused, @Nullable ApplicationRecord otherInstance) {
		this(refused, refused.request().port(), false, otherInstance, refused.outcome().cause());
	}

	private PortRefusedException(Resolution.Refused refused, int port, boolean lost,
			@Nullable ApplicationRecord otherInstance, @Nullable Throwable cause) {
		super(describe(refused, port, lost, refused.request().property()), refused.outcome().reason(),
				refused.request().property(), port, refused.request().address(), cause);
		this.refused = refused;
		this.lost = lost;
		this.otherInstance = otherInstance;
	}

	// What a server's bind is to fail with when the port that was held for it was lost:
	// servers and Spring Boot know a BindException, and its cause has the facts
	public static BindException atBind(PortRequest request, int port, BindOutcome outcome, Throwable cause) {
		OwnerAnswer owner = PortOwners.ofPort(port);
		OptionalInt freePort = PortResolver.findFree(request.withPort(port));
		// Spring Boot recognizes a port in use by this text
		BindException exception = new BindException(
				(outcome.reason() == Reason.IN_USE) ? "Address already in use" : cause.getMessage());
		exception.initCause(new PortRefusedException(
				new Resolution.Refused(request, outcome, owner, List.of(), freePort, false), port, true, null, cause));
		return exception;
	}

	private static String describe(Resolution.Refused refused, int port, boolean lost, String property) {
		String subject = ((port == 0) ? "A random port for " : "Port " + port + " for ") + property;
		if (lost && refused.outcome() instanceof BindOutcome.InUse) {
			return subject + " was taken" + OwnerAnswer.by(refused.owner()) + " while the server was binding it";
		}
		return refused.outcome().describe(subject, refused.request().address(), refused.owner());
	}

	String describe(String property) {
		return describe(this.refused, getPort(), this.lost, property);
	}

	public boolean hasOtherInstance() {
		return this.otherInstance != null;
	}

	Resolution.Refused getRefused() {
		return this.refused;
	}

	// At the server's own bind, after it had been held
	boolean isLost() {
		return this.lost;
	}

	@Nullable ApplicationRecord getOtherInstance() {
		return this.otherInstance;
	}

}
