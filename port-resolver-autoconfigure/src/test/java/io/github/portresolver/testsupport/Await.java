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

package io.github.portresolver.testsupport;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Waits for a condition, at most 30 seconds.
 */
public final class Await {

	private static final Duration LONGEST = Duration.ofSeconds(30);

	private Await() {
	}

	/**
	 * Wait until a thread has ended.
	 */
	public static void end(Thread thread) {
		try {
			thread.join(LONGEST.toMillis());
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		assertThat(thread.isAlive()).as(thread.getName()).isFalse();
	}

	public static void until(Callable<Boolean> condition) throws Exception {
		long start = System.nanoTime();
		while (!condition.call()) {
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONGEST);
			LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
		}
	}

}
