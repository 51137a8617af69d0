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

import io.github.portresolver.owner.Owner;
import org.jspecify.annotations.Nullable;

/**
 * What trying to lease a port came to.
 *
 * @since 0.1.0
 */
public sealed interface LeaseOutcome {

	/**
	 * The port is leased until the lease is closed or this process ends.
	 *
	 * @param lease the lease
	 */
	record Acquired(Lease lease) implements LeaseOutcome {

	}

	/**
	 * Somebody else has it.
	 *
	 * @param holder who has it, this process included, or {@code null} if that is not
	 * known
	 */
	record Taken(@Nullable Owner holder) implements LeaseOutcome {

	}

}
