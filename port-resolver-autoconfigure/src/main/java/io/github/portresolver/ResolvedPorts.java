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

package io.github.portresolver;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The ports that were chosen for this application. It is a bean in every application
 * context; it is empty where the starter is off or there was nothing to resolve.
 *
 * @since 0.1.0
 */
public final class ResolvedPorts implements Iterable<ResolvedPort> {

	private final List<ResolvedPort> ports;

	/**
	 * Create an instance.
	 * @param ports the ports, in the order of their requests
	 */
	public ResolvedPorts(List<ResolvedPort> ports) {
		this.ports = List.copyOf(ports);
	}

	/**
	 * Find a port by the name it is published under.
	 * @param name for example {@code server} or {@code management}
	 * @return the port, empty if none of this name was resolved
	 */
	public Optional<ResolvedPort> find(String name) {
		return this.ports.stream().filter((port) -> port.name().equals(name)).findFirst();
	}

	/**
	 * Return whether no port was resolved.
	 * @return {@code true} if there is none
	 */
	public boolean isEmpty() {
		return this.ports.isEmpty();
	}

	@Override
	public Iterator<ResolvedPort> iterator() {
		return this.ports.iterator();
	}

	@Override
	public String toString() {
		return this.ports.toString();
	}

}
