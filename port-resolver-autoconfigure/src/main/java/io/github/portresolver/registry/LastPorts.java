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
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.github.portresolver.owner.PlainText;
import org.jspecify.annotations.Nullable;

/**
 * The ports that an application had last time, so that one that moved is found where it
 * was. Two checkouts of a project have different ports, and each keeps its own.
 */
record LastPorts(RegistryDirectory directory) {

	private static final int ENTRIES_LIMIT = 64;

	private static final Pattern LINE = Pattern.compile("^([1-9][0-9]{0,4}) (.{1,80})$", Pattern.MULTILINE);

	private static final String DIRECTORY = "# ";

	void remember(ApplicationIdentity application, String request, int port) throws IOException {
		String file = file(application);
		Map<String, Integer> ports = read(file);
		if (!Integer.valueOf(port).equals(ports.put(PlainText.ofName(request), port))) {
			this.directory.replace(file,
					ports.entrySet()
						.stream()
						.skip(Math.max(0, ports.size() - ENTRIES_LIMIT))
						.map((entry) -> entry.getValue() + " " + entry.getKey() + "\n")
						.collect(Collectors.joining("", DIRECTORY + application.directory() + "\n", "")));
		}
	}

	OptionalInt find(ApplicationIdentity application, String request) {
		Integer port = read(file(application)).get(PlainText.ofName(request));
		return (port != null && port <= 65535) ? OptionalInt.of(port) : OptionalInt.empty();
	}

	@Nullable Path directoryOf(String file) throws IOException {
		String content = this.directory.read(file);
		int end = content.indexOf('\n');
		return (end > 0 && content.startsWith(DIRECTORY)) ? Path.of(content.substring(DIRECTORY.length(), end)) : null;
	}

	private Map<String, Integer> read(String file) {
		Map<String, Integer> ports = new LinkedHashMap<>();
		try {
			Matcher line = LINE.matcher(this.directory.read(file));
			while (line.find()) {
				ports.put(line.group(2), Integer.parseInt(line.group(1)));
			}
		}
		catch (IOException ex) {
			// Nothing is remembered: the file is missing or not one of ours
		}
		return ports;
	}

	private static String file(ApplicationIdentity application) {
		return application.key() + RegistryFiles.LAST_PORTS;
	}

}
