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
 * Parses the output of netstat.
 */
final class NetstatOutput {

	private NetstatOutput() {
	}

	// Parse the output of netstat -an on macOS and the BSDs, where a dot stands before
	// the
	// port
	static List<SeenListener> parseBsd(String output, int port) throws IOException {
		List<SeenListener> listeners = new ArrayList<>();
		for (String line : output.lines().toList()) {
			String[] fields = line.split("\\s+");
			if (fields.length > 5 && fields[0].startsWith("tcp") && fields[5].equals("LISTEN")) {
				add(listeners, SeenListener.address(fields[3], '.', port, fields[0].contains("6")), null);
			}
		}
		return listeners;
	}

	// Parse the output of netstat -ano on Windows. Its words are translated, so they are
	// not
	// looked at: a listening socket is one whose foreign port is 0.
	static List<SeenListener> parseWindows(String output, int port) throws IOException {
		List<SeenListener> listeners = new ArrayList<>();
		boolean understood = false;
		for (String line : output.lines().toList()) {
			String[] fields = line.strip().split("\\s+");
			if (fields.length > 3 && fields[0].equalsIgnoreCase("TCP")) {
				understood = true;
				if (fields[2].endsWith(":0")) {
					add(listeners, SeenListener.address(fields[1], ':', port, false), fields[fields.length - 1]);
				}
			}
		}
		if (!understood) {
			// Every Windows has some TCP listener
			throw new IOException("netstat has an unexpected format");
		}
		return listeners;
	}

	private static void add(List<SeenListener> listeners, @Nullable InetSocketAddress address, @Nullable String pid) {
		if (address != null) {
			boolean known = pid != null && pid.matches("[1-9]\\d{0,9}");
			listeners.add(new SeenListener(address, known ? Long.valueOf(pid) : null, null, null));
		}
	}

}
