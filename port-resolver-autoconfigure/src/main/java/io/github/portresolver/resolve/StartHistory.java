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
import java.util.OptionalInt;

/**
 * What earlier and other starts of the same application mean for this one.
 *
 * @since 0.1.0
 */
public interface StartHistory {

	/**
	 * The history of an application that starts for the first time.
	 */
	StartHistory NONE = new StartHistory() {

	};

	/**
	 * Return the port that a restart within this JVM should have again, before all
	 * others.
	 * @param request the request
	 * @return the port, or empty if this is no such restart
	 */
	default OptionalInt portBeforeRestart(PortRequest request) {
		return OptionalInt.empty();
	}

	/**
	 * Return the port this application had last time. It is asked for when a random port
	 * is about to be drawn.
	 * @param request the request
	 * @return the port, or empty if none is remembered
	 */
	default OptionalInt lastPort(PortRequest request) {
		return OptionalInt.empty();
	}

	/**
	 * Return how long a configured port that is in use is tried again. It is asked for
	 * once for each such request.
	 * @param request the request
	 * @return the duration, zero for not at all
	 */
	default Duration retryFor(PortRequest request) {
		return Duration.ZERO;
	}

}
