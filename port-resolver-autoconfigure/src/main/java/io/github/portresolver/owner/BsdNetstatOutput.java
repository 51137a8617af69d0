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

/**
 * Parses the output of {@code netstat -an} on macOS and the BSDs, where a dot stands
 * before the port.
 */
final class BsdNetstatOutput {

	private BsdNetstatOutput() {
	}

	static List<SeenListener> parse(String output, int port) throws IOException {
		List<SeenListener> listeners = new ArrayList<>();
		for (String line : output.lines().toList()) {
			String[] fields = line.split("\\s+");
			if (fields.length > 5 && fields[0].startsWith("tcp") && fields[5].equals("LISTEN")) {
				InetSocketAddress address = SeenListener.address(fields[3], '.', port, fields[0].contains("6"));
				if (address != null) {
					listeners.add(new SeenListener(address, null, null, null));
				}
			}
		}
		return listeners;
	}

}
