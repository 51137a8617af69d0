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
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Future;

import io.github.portresolver.owner.ProcessDetails.UserNames;

/**
 * Finds out which processes listen on a port. Looking never fails: what cannot be found
 * out is {@link OwnerAnswer#problem() not known}.
 */
public final class PortOwners {

	private final Lookup lookup;

	PortOwners(Lookup lookup) {
		this.lookup = lookup;
	}

	public static PortOwners ofSystem() {
		// Most starts look up nothing
		return new PortOwners((port) -> lookup(System.getProperty("os.name", "").toLowerCase(Locale.ROOT)).find(port));
	}

	static Lookup lookup(String system) {
		ProcessDetails details = ProcessDetails.ofSystem();
		if (system.startsWith("linux")) {
			return new ProcLookup(Path.of("/proc"), UserNames.ofSystem());
		}
		if (system.startsWith("windows")) {
			// By its full path: Windows looks for programs in the working directory, too
			String directory = System.getenv().getOrDefault("SystemRoot", "C:\\Windows");
			return windows(new ProcessRunner(directory + "\\System32\\netstat.exe"), details);
		}
		return new LsofLookup(new ProcessRunner("lsof"), details);
	}

	static Lookup windows(ProcessRunner netstat, ProcessDetails details) {
		return (port) -> SeenListener.toAnswer(SeenListener.parseWindowsNetstat(netstat.run("-ano").output(), port),
				details);
	}

	/**
	 * Find out who listens on a port, on whatever address.
	 * @return what it came to; unknown after the timeout or if this thread is interrupted
	 */
	public OwnerAnswer find(int port, Duration timeout) {
		return await(BoundedLookup.start(() -> this.lookup.find(port), OwnerAnswer::unknown), timeout);
	}

	/**
	 * Start to find out who listens where an address cannot be bound because of it.
	 * @param wanted the address that was to be bound
	 * @return the lookup, which is to be {@link #await awaited} or cancelled
	 */
	public Future<OwnerAnswer> start(InetSocketAddress wanted) {
		return BoundedLookup.start(() -> this.lookup.find(wanted.getPort()).conflictingWith(wanted),
				OwnerAnswer::unknown);
	}

	/**
	 * Wait for a lookup that was started.
	 * @return what it came to; unknown after the timeout, with which it is given up, or
	 * if this thread is interrupted
	 */
	public static OwnerAnswer await(Future<OwnerAnswer> lookup, Duration timeout) {
		return BoundedLookup.await(lookup, timeout, OwnerAnswer::unknown);
	}

	/**
	 * A source that knows who listens on a port. It may take any time, but ends soon
	 * after its thread is interrupted.
	 */
	@FunctionalInterface
	interface Lookup {

		OwnerAnswer find(int port) throws IOException, InterruptedException;

	}

}
