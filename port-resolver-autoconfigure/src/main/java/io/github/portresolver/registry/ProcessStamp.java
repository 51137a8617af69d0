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

package io.github.portresolver.registry;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * A process, told apart from another one that was given the same pid later.
 *
 * @param pid the process id
 * @param start when it started, or {@code null} where the system does not tell
 * @since 0.1.0
 */
public record ProcessStamp(long pid, @Nullable Instant start) {

	/**
	 * Linux counts in ticks since boot, and each JVM adds the time of boot as it sees it:
	 * two of them differ after the clock was set.
	 */
	private static final Duration TOLERANCE = Duration.ofSeconds(10);

	/**
	 * Return the stamp of this process.
	 * @return the current process
	 */
	public static ProcessStamp current() {
		ProcessHandle current = ProcessHandle.current();
		return new ProcessStamp(current.pid(), current.info().startInstant().orElse(null));
	}

	/**
	 * Tell whether the process is alive. One with the same pid that started at another
	 * time (by more than 10 seconds) is another one.
	 * @return {@code false} also if only one of the two start times is known
	 */
	public boolean isAlive() {
		return ProcessHandle.of(this.pid)
			.filter(ProcessHandle::isAlive)
			.map((process) -> hasStartedAt(process.info().startInstant()))
			.orElse(false);
	}

	private boolean hasStartedAt(Optional<Instant> actual) {
		if (this.start == null || actual.isEmpty()) {
			return this.start == null && actual.isEmpty();
		}
		return Duration.between(this.start, actual.get()).abs().compareTo(TOLERANCE) <= 0;
	}

}
