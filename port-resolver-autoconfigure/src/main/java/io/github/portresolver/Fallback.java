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
 * What to do when the configured port is not available.
 *
 * @since 0.1.0
 */
public enum Fallback {

	/**
	 * Decided by where the application runs: it does not move where a moved port would be
	 * unreachable.
	 */
	AUTO(false, false),

	/**
	 * The start fails.
	 */
	NONE(false, false),

	/**
	 * The ports above the configured one are tried in order.
	 */
	ADJACENT(true, false),

	/**
	 * A random port is taken.
	 */
	RANDOM(false, true),

	/**
	 * The ports above the configured one are tried in order, then a random one is taken.
	 */
	ADJACENT_THEN_RANDOM(true, true);

	private final boolean adjacent;

	private final boolean random;

	Fallback(boolean adjacent, boolean random) {
		this.adjacent = adjacent;
		this.random = random;
	}

	/**
	 * Return whether the ports above the configured one are tried.
	 * @return {@code true} if they are
	 */
	public boolean triesAdjacent() {
		return this.adjacent;
	}

	/**
	 * Return whether a random port is drawn.
	 * @return {@code true} if it is, after all others
	 */
	public boolean triesRandom() {
		return this.random;
	}

	/**
	 * Return whether another port than the configured one may be taken.
	 * @return {@code true} if the port may move
	 */
	public boolean moves() {
		return this.adjacent || this.random;
	}

	/**
	 * Return the value as it is written in configuration.
	 * @return for example {@code adjacent-then-random}
	 */
	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
