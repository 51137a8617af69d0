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

/**
 * An inclusive range of TCP ports, for example {@code 20000-29999}.
 */
public record PortRange(int first, int last) {

	public static final int MAX_PORT = 65535;

	public PortRange {
		if (first < 1 || last > MAX_PORT) {
			throw new IllegalArgumentException("ports must be from 1 to " + MAX_PORT);
		}
		if (first > last) {
			throw new IllegalArgumentException("the first port must not be greater than the last");
		}
	}

	// One port, or two with a hyphen
	public static PortRange of(String text) {
		String[] parts = text.strip().split("\\s*-\\s*", -1);
		if (parts.length > 2) {
			throw new IllegalArgumentException("expected a port or a range such as 20000-29999");
		}
		int first = port(parts[0]);
		return new PortRange(first, (parts.length > 1) ? port(parts[1]) : first);
	}

	// The conversion of YAML's numbers calls it
	public static PortRange of(Integer port) {
		return new PortRange(port, port);
	}

	private static int port(String text) {
		if (!text.matches("[0-9]{1,9}")) {
			throw new IllegalArgumentException("expected a port or a range such as 20000-29999");
		}
		return Integer.parseInt(text);
	}

	public boolean contains(int port) {
		return this.first <= port && port <= this.last;
	}

	@Override
	public String toString() {
		return (this.first != this.last) ? this.first + "-" + this.last : String.valueOf(this.first);
	}

}
