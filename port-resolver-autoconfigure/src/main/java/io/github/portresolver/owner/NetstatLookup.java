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
 * Finds owners with {@code netstat -ano}, on Windows. Its words are translated, so they
 * are not looked at: a listening socket is one whose foreign port is 0.
 */
record NetstatLookup(ProcessRunner netstat, ProcessDetails details) implements PortOwners.Lookup {

	@Override
	public OwnerAnswer find(int port) throws IOException, InterruptedException {
		return SeenListener.toAnswer(parse(this.netstat.run("-ano").output(), port), this.details);
	}

	static List<SeenListener> parse(String output, int port) throws IOException {
		List<SeenListener> listeners = new ArrayList<>();
		boolean understood = false;
		for (String line : output.lines().toList()) {
			String[] fields = line.strip().split("\\s+");
			boolean tcp = fields.length > 3 && fields[0].equalsIgnoreCase("TCP");
			InetSocketAddress address = (tcp && fields[2].endsWith(":0")) ? SeenListener.address(fields[1], port, false)
					: null;
			if (address != null) {
				listeners.add(new SeenListener(address, SeenListener.pid(fields[fields.length - 1]), null, null));
			}
			understood |= tcp;
		}
		if (!understood) {
			// Every Windows has some TCP listener
			throw new IOException("netstat has an unexpected format");
		}
		return listeners;
	}

}
