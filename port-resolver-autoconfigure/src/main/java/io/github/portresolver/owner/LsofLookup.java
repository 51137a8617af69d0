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
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds owners with lsof(8), on macOS and the BSDs. Without special rights it shows only
 * the user's own processes, so if it shows none there may still be one.
 */
record LsofLookup(ProcessRunner lsof, ProcessDetails details) implements PortOwners.Lookup {

	// The fields asked for: process id, command, login name, type and name of the file
	private static final String FIELDS = "pcLtn";

	@Override
	public OwnerAnswer find(int port) throws IOException, InterruptedException {
		ProcessRunner.Result result = this.lsof.run("-nPw", "-iTCP:" + port, "-sTCP:LISTEN", "-F", FIELDS);
		List<SeenListener> seen = parse(result.output(), port);
		if (seen.isEmpty()) {
			boolean silent = result.exitCode() == 1 && result.output().isBlank();
			String said = result.output().lines().findFirst().orElse("exit code " + result.exitCode());
			return OwnerAnswer.unknown(silent ? "lsof shows none" : "lsof failed: " + said);
		}
		return SeenListener.toAnswer(seen, this.details);
	}

	// One field per line, named by its first character; those of a process come before
	// those of its files
	static List<SeenListener> parse(String output, int port) throws IOException {
		List<SeenListener> listeners = new ArrayList<>();
		Map<Character, String> fields = new HashMap<>();
		for (String line : output.lines().filter((text) -> !text.isEmpty()).toList()) {
			if (line.charAt(0) == 'p') {
				fields.clear();
			}
			fields.put(line.charAt(0), line.substring(1));
			InetSocketAddress address = (line.charAt(0) == 'n')
					? SeenListener.address(line.substring(1), port, "IPv6".equals(fields.get('t'))) : null;
			if (address != null) {
				listeners.add(
						new SeenListener(address, SeenListener.pid(fields.get('p')), fields.get('c'), fields.get('L')));
			}
		}
		return listeners.stream().distinct().toList();
	}

}
