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

import java.time.Duration;
import java.util.function.Consumer;

/**
 * A clock that only sleeping moves.
 */
final class FakeTime {

	private final Consumer<Duration> whileSleeping;

	private Duration slept = Duration.ZERO;

	/**
	 * Create a clock.
	 * @param whileSleeping called with the time slept so far, after each sleep
	 */
	FakeTime(Consumer<Duration> whileSleeping) {
		this.whileSleeping = whileSleeping;
	}

	long nanoTime() {
		return this.slept.toNanos();
	}

	void sleep(Duration duration) {
		this.slept = this.slept.plus(duration);
		this.whileSleeping.accept(this.slept);
	}

	Duration slept() {
		return this.slept;
	}

}
