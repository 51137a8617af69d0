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
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Future;
import java.util.function.Predicate;

/**
 * Finds out which processes listen on a port or a Unix domain socket. Looking never
 * fails: what cannot be found out in time, or before this thread is interrupted, is
 * {@link OwnerAnswer#problem() not known}.
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
			return new ProcLookup(details);
		}
		if (system.startsWith("windows")) {
			// By its full path: Windows looks for programs in the working directory, too
			String directory = System.getenv().getOrDefault("SystemRoot", "C:\\Windows");
			return new NetstatLookup(new ProcessRunner(directory + "\\System32\\netstat.exe"), details);
		}
		return new LsofLookup(new ProcessRunner("lsof"), details);
	}

	// Within a second
	public static OwnerAnswer ofPort(int port) {
		return ofSystem().find(port, Duration.ofSeconds(1));
	}

	// On whatever address
	public OwnerAnswer find(int port, Duration timeout) {
		return BoundedLookup.get(() -> this.lookup.find(port), timeout, OwnerAnswer::unknown);
	}

	// Who is in the way of an address; the lookup is to be awaited or cancelled
	public Future<OwnerAnswer> start(InetSocketAddress wanted) {
		return BoundedLookup.start(() -> this.lookup.find(wanted.getPort()).conflictingWith(wanted));
	}

	public static OwnerAnswer await(Future<OwnerAnswer> lookup, Duration timeout) {
		return BoundedLookup.await(lookup, timeout, OwnerAnswer::unknown);
	}

	// The name is the one that a socket was bound to: a relative one is resolved, that of
	// an abstract socket begins with @. Each socket has an owner, without facts if its
	// process cannot be seen.
	public static List<Owner> findUnixSocket(Predicate<String> name, Duration timeout) {
		return BoundedLookup.get(() -> new UnixSocketOwners(ProcessDetails.ofSystem()).find(name), timeout,
				(reason) -> List.of());
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
