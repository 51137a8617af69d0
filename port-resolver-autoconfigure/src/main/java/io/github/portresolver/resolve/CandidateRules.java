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

import java.util.List;

/**
 * Which ports may be chosen as a fallback.
 *
 * @param adjacentAttempts how many ports above the configured one are tried, 0 or more
 * @param exclude ports that are never chosen
 * @param excludeBrowserUnsafe whether ports that browsers refuse are never chosen
 * @since 0.1.0
 */
public record CandidateRules(int adjacentAttempts, List<PortRange> exclude, boolean excludeBrowserUnsafe) {

	/**
	 * Check the number of attempts and copy the list.
	 * @throws IllegalArgumentException if the number is negative
	 */
	public CandidateRules {
		if (adjacentAttempts < 0) {
			throw new IllegalArgumentException("must not be negative");
		}
		exclude = List.copyOf(exclude);
	}

	boolean allows(int port) {
		if (this.excludeBrowserUnsafe && BrowserUnsafePorts.contains(port)) {
			return false;
		}
		return this.exclude.stream().noneMatch((range) -> range.contains(port));
	}

}
