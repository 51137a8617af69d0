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

package io.github.portresolver.owner;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Parses the field output of lsof(8): one field per line, named by its first character.
 * The fields of a process come before those of its files.
 */
final class LsofOutput {

	// The fields asked for: process id, command, login name, type and name of the file
	static final String FIELDS = "pcLtn";

	private final int port;

	private final List<SeenListener> listeners = new ArrayList<>();

	private @Nullable Long pid;

	private @Nullable String name;

	private @Nullable String user;

	private boolean ipv6;

	private LsofOutput(int port) {
		this.port = port;
	}

	static List<SeenListener> parse(String output, int port) throws IOException {
		LsofOutput parser = new LsofOutput(port);
		for (String line : output.lines().toList()) {
			if (!line.isEmpty()) {
				parser.field(line.charAt(0), line.substring(1));
			}
		}
		return parser.listeners.stream().distinct().toList();
	}

	private void field(char field, String value) throws IOException {
		switch (field) {
			case 'p' -> {
				this.pid = pid(value);
				this.name = null;
				this.user = null;
			}
			case 'c' -> {
				this.name = value;
			}
			case 'L' -> {
				this.user = value;
			}
			case 't' -> {
				this.ipv6 = value.equals("IPv6");
			}
			case 'n' -> add(SeenListener.address(value, ':', this.port, this.ipv6));
			default -> {
				// The descriptor is always printed
			}
		}
	}

	private void add(@Nullable InetSocketAddress address) {
		if (address != null) {
			this.listeners.add(new SeenListener(address, this.pid, this.name, this.user));
		}
	}

	private static Long pid(String value) throws IOException {
		try {
			return Long.valueOf(value);
		}
		catch (NumberFormatException ex) {
			throw new IOException("lsof has an unexpected format", ex);
		}
	}

}
