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

package io.github.portresolver;

import java.util.Locale;

/**
 * How a port is kept from the moment it is chosen until the server serves on it.
 *
 * @since 0.1.0
 */
public enum Hold {

	/**
	 * A hand-off where the port may move, a guard where it must not.
	 */
	AUTO,

	/**
	 * The bound, listening socket itself becomes the server's. Clients that connect
	 * during the start wait in the accept queue.
	 */
	HAND_OFF,

	/**
	 * A bound socket that does not listen keeps other processes out until the server
	 * binds. Clients that connect during the start are refused.
	 */
	GUARD,

	/**
	 * The port is leased: no other application of this user that uses the same registry
	 * is given it. No socket is held, the component that the port is for binds it.
	 */
	LEASE;

	/**
	 * Decide what {@link #AUTO} means for a request.
	 * @param fallback what may happen to the request's port
	 * @return this, or {@link #HAND_OFF} or {@link #GUARD} instead of {@link #AUTO}
	 */
	public Hold decide(Fallback fallback) {
		if (this != AUTO) {
			return this;
		}
		return fallback.moves() ? HAND_OFF : GUARD;
	}

	/**
	 * Return the value as it is written in configuration.
	 * @return for example {@code hand-off}
	 */
	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
