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
import java.util.OptionalInt;

import io.github.portresolver.owner.OwnerAnswer;
import org.jspecify.annotations.Nullable;

/**
 * What resolving the ports of an application came to: all of them, or none.
 *
 * @since 0.1.0
 */
public sealed interface Resolution {

	/**
	 * Every request got a port.
	 *
	 * @param ports the ports, in the order of the requests
	 */
	record Resolved(List<PortAllocation> ports) implements Resolution {

	}

	/**
	 * One request got no port; whatever was bound for the others has been closed.
	 *
	 * @param request the request
	 * @param outcome why it got no port: the outcome for the configured port, else the
	 * last one
	 * @param owner who has the configured port, or {@code null} if that was not looked up
	 * @param attempts everything that was tried for the request
	 * @param freePort a port that was free a moment ago and may be suggested
	 * @param adjacentFree whether it is one that the adjacent fallback would find
	 */
	record Refused(PortRequest request, BindOutcome outcome, @Nullable OwnerAnswer owner, List<Attempt> attempts,
			OptionalInt freePort, boolean adjacentFree) implements Resolution {

	}

}
