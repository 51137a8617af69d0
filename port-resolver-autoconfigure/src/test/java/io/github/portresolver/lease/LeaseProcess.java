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

package io.github.portresolver.lease;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import io.github.portresolver.lease.LeaseOutcome.Acquired;
import io.github.portresolver.lease.LeaseOutcome.Taken;
import io.github.portresolver.lease.LeaseOutcome.Unavailable;
import io.github.portresolver.registry.RegistryDirectory;
import io.github.portresolver.registry.RegistryUnavailableException;
import io.github.portresolver.testsupport.ForkedJvm;

/**
 * Asks for a lease, says what came of it and keeps what it got until its input ends.
 */
public final class LeaseProcess {

	private LeaseProcess() {
	}

	/**
	 * Fork a JVM that asks for any of a range of ports. The first line it prints says
	 * what came of it: {@code acquired <port>}, {@code taken <port> <pid>} or
	 * {@code unavailable <reason>}.
	 */
	public static ForkedJvm fork(Path directory, Duration timeout, int first, int last) throws IOException {
		return ForkedJvm.of(LeaseProcess.class).withoutLibraries().start(directory, timeout, first, last);
	}

	public static void main(String[] arguments) throws Exception {
		RegistryDirectory directory;
		try {
			directory = RegistryDirectory.open(Path.of(arguments[0]));
		}
		catch (RegistryUnavailableException ex) {
			System.out.println("unavailable " + ex.getMessage());
			return;
		}
		List<Integer> ports = IntStream.rangeClosed(Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]))
			.boxed()
			.toList();
		PortLeases leases = new PortLeases(directory, Arrays.toString(arguments));
		LeaseOutcome outcome = leases.acquireAny(ports, Duration.parse(arguments[1]));
		System.out.println(describe(outcome));
		if (outcome instanceof Acquired acquired) {
			System.in.read();
			acquired.lease().close();
		}
	}

	private static String describe(LeaseOutcome outcome) {
		if (outcome instanceof Acquired acquired) {
			return "acquired " + acquired.lease().port();
		}
		if (outcome instanceof Taken taken) {
			return "taken " + taken.port() + " " + ((taken.holder() != null) ? taken.holder().pid() : "unknown");
		}
		return "unavailable " + ((Unavailable) outcome).reason();
	}

}
