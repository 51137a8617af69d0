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

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What an application tells the others on this machine about itself.
 *
 * @param identity what tells the application from others, 32 hexadecimal digits
 * @param name its name ({@code spring.application.name})
 * @param pid its process id, in its own pid namespace
 * @param directory the working directory of the process
 * @param startedAt when the application, of which a process may have several, started
 * @param ports its ports, 1 to 65535, by the name of what asked for them
 * @param urls where they can be reached, by the same names and {@code unix-socket}
 * @param stopping whether it is shutting down and about to release its ports
 */
public record ApplicationRecord(String identity, String name, long pid, String directory, Instant startedAt,
		Map<String, Integer> ports, Map<String, String> urls, boolean stopping) {

	public ApplicationRecord {
		ports = Collections.unmodifiableMap(new LinkedHashMap<>(ports));
		urls = Collections.unmodifiableMap(new LinkedHashMap<>(urls));
	}

	public ApplicationRecord asStopping() {
		return new ApplicationRecord(this.identity, this.name, this.pid, this.directory, this.startedAt, this.ports,
				this.urls, true);
	}

	// Such as at http://localhost:8080/, with a space before it; empty if it is not known
	public String describeUrl(int port) {
		return this.ports.entrySet()
			.stream()
			.filter((entry) -> entry.getValue() == port)
			.map((entry) -> this.urls.get(entry.getKey()))
			.filter(Objects::nonNull)
			.findFirst()
			.map((url) -> " at " + url)
			.orElse("");
	}

}
