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

package io.github.portresolver.lease;

import java.time.Duration;

/**
 * Waits a little before something is tried again.
 */
@FunctionalInterface
interface Sleeper {

	/**
	 * Wait until the monitor is notified, but not longer than the given time.
	 * @param monitor what is notified when trying again makes sense
	 * @param duration the longest time, at least 1 ms
	 * @throws InterruptedException if the thread is interrupted
	 */
	void sleep(Object monitor, Duration duration) throws InterruptedException;

	/**
	 * Wait by means of {@link Object#wait(long)}.
	 * @param monitor what is notified
	 * @param duration the longest time
	 * @throws InterruptedException if the thread is interrupted
	 */
	static void onMonitor(Object monitor, Duration duration) throws InterruptedException {
		synchronized (monitor) {
			monitor.wait(Math.max(1, duration.toMillis()));
		}
	}

}
