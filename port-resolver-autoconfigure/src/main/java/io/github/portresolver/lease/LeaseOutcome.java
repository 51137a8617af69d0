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

import org.jspecify.annotations.Nullable;

/**
 * What came of asking for a lease.
 *
 * @since 0.1.0
 */
public sealed interface LeaseOutcome {

	/**
	 * The lease is held until it is closed or this process ends.
	 *
	 * @param lease the lease
	 */
	record Acquired(PortLease lease) implements LeaseOutcome {

	}

	/**
	 * Somebody else holds it.
	 *
	 * @param port the port, of several candidates the first one that is taken
	 * @param holder who holds it, this process included, or {@code null} if that is not
	 * known
	 */
	record Taken(int port, @Nullable LeaseHolder holder) implements LeaseOutcome {

	}

	/**
	 * Leases cannot be had at all, because of the state of the registry.
	 *
	 * @param reason one sentence that names the file and what is wrong with it
	 */
	record Unavailable(String reason) implements LeaseOutcome {

	}

}
