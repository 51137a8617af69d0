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

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The ports that an application had last time, so that one that moved is found where it
 * was. An application is its name and its working directory: two checkouts of a project
 * have different ports, and each keeps its own.
 *
 * @since 0.1.0
 */
public final class LastPorts {

	private static final int SIZE_LIMIT = 16 * 1024;

	private static final int ENTRIES_LIMIT = 64;

	private static final int NAME_LIMIT = 80;

	private static final Pattern LINE = Pattern.compile("([1-9][0-9]{0,4}) (.{1,80})");

	private final RegistryDirectory directory;

	/**
	 * Create the memory of all applications of this user.
	 * @param directory where it is
	 */
	public LastPorts(RegistryDirectory directory) {
		this.directory = directory;
	}

	/**
	 * Remember a port. Nothing is written if it is the one that is remembered already.
	 * @param application the application's name
	 * @param workingDirectory its working directory
	 * @param request the name of what asked for the port
	 * @param port the port, 1 to 65535
	 * @throws IOException if it cannot be written; what was remembered is then unchanged
	 * @throws IllegalArgumentException if the port is out of range
	 */
	public void remember(String application, String workingDirectory, String request, int port) throws IOException {
		if (!isPort(port)) {
			throw new IllegalArgumentException("Port " + port + " is not within 1-65535");
		}
		String file = file(application, workingDirectory);
		Map<String, Integer> ports = read(file);
		Integer previous = ports.put(key(request), port);
		if (previous != null && previous == port) {
			return;
		}
		StringBuilder content = new StringBuilder();
		ports.entrySet()
			.stream()
			.skip(Math.max(0, ports.size() - ENTRIES_LIMIT))
			.forEach((entry) -> content.append(entry.getValue()).append(' ').append(entry.getKey()).append('\n'));
		this.directory.replace(file, content.toString());
	}

	/**
	 * Find the port of last time.
	 * @param application the application's name
	 * @param workingDirectory its working directory
	 * @param request the name of what asks for a port
	 * @return 1 to 65535, or empty if nothing is remembered or it cannot be read
	 */
	public OptionalInt find(String application, String workingDirectory, String request) {
		Integer port = read(file(application, workingDirectory)).get(key(request));
		return (port != null) ? OptionalInt.of(port) : OptionalInt.empty();
	}

	private Map<String, Integer> read(String file) {
		Map<String, Integer> ports = new LinkedHashMap<>();
		try {
			this.directory.read(file, SIZE_LIMIT)
				.lines()
				.map(LINE::matcher)
				.filter(Matcher::matches)
				.forEach((line) -> {
					int port = Integer.parseInt(line.group(1));
					if (isPort(port)) {
						ports.put(line.group(2), port);
					}
				});
		}
		catch (IOException ex) {
			// Nothing is remembered: the file is missing or not one of ours
		}
		return ports;
	}

	private static boolean isPort(int port) {
		return port >= 1 && port <= 65535;
	}

	private static String key(String request) {
		return UntrustedText.clean(request, NAME_LIMIT);
	}

	private static String file(String application, String workingDirectory) {
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			digest.update(application.getBytes(StandardCharsets.UTF_8));
			digest.update((byte) 0);
			digest.update(workingDirectory.getBytes(StandardCharsets.UTF_8));
			return HexFormat.of().formatHex(digest.digest(), 0, 16) + ".ports";
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

}
