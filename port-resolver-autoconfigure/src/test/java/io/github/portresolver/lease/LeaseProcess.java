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

import io.github.portresolver.PortLease;
import io.github.portresolver.PortLeaseException;
import io.github.portresolver.testsupport.ForkedJvm;

/**
 * Asks for a lease, says what came of it and keeps what it got until its input ends.
 */
public final class LeaseProcess {

	private LeaseProcess() {
	}

	/**
	 * Fork a JVM that asks for any of a range of ports. The first line it prints says
	 * what came of it: {@code acquired <port>} or {@code taken <pid>}.
	 */
	public static ForkedJvm fork(Path directory, Duration timeout, int first, int last) throws IOException {
		return ForkedJvm.of(LeaseProcess.class).withoutLibraries().start(directory, timeout, first, last);
	}

	public static void main(String[] arguments) throws Exception {
		Leases leases = new Leases(Path.of(arguments[0]), System.out::println);
		try (PortLease lease = new DefaultPortLeases(() -> leases).acquireAny(Integer.parseInt(arguments[2]),
				Integer.parseInt(arguments[3]), Duration.parse(arguments[1]))) {
			System.out.println("acquired " + lease.port());
			System.in.read();
		}
		catch (PortLeaseException ex) {
			System.out.println("taken " + ex.getHolderPid());
		}
	}

}
