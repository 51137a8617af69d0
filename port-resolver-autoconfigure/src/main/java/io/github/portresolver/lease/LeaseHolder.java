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

import java.time.Instant;

import io.github.portresolver.registry.ProcessStamp;
import io.github.portresolver.registry.UntrustedText;
import org.jspecify.annotations.Nullable;

/**
 * A living process that holds a lease.
 *
 * @param pid its process id
 * @param processStart when it started, or {@code null} where the system does not tell
 * @param name the name it gave itself, at most 80 characters and free of control
 * characters, or {@code null}
 * @since 0.1.0
 */
public record LeaseHolder(long pid, @Nullable Instant processStart, @Nullable String name) {

	static final int NAME_LIMIT = 80;

	public LeaseHolder {
		if (pid <= 0) {
			throw new IllegalArgumentException("'pid' must be positive");
		}
		name = (name != null && !name.isBlank()) ? UntrustedText.clean(name, NAME_LIMIT) : null;
	}

	boolean isAlive() {
		return new ProcessStamp(this.pid, this.processStart).isAlive();
	}

}
