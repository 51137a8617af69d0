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

package io.github.portresolver.resolve;

import java.net.BindException;
import java.net.InetSocketAddress;

import io.github.portresolver.owner.OwnerAnswer;
import io.github.portresolver.testsupport.PublishedPorts;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BindOutcome#describe}.
 */
class ConflictDescriptionTests {

	private static final BindOutcome IN_USE = new BindOutcome.InUse();

	private static final OwnerAnswer ALICE = PublishedPorts.owner(4711L, "java orders.jar", "alice");

	@Test
	void describeWhenInUseNamesOwner() {
		assertThat(of(IN_USE, ALICE)).isEqualTo("Port 8080 is in use by PID 4711 (java orders.jar, user alice)");
	}

	@Test
	void describeWhenOwnerIsThisProcessSaysSo() {
		long pid = ProcessHandle.current().pid();
		assertThat(of(IN_USE, PublishedPorts.owner(pid, "java", "alice")))
			.isEqualTo("Port 8080 is in use by this very process, PID " + pid + " (java, user alice)");
	}

	@Test
	void describeWhenOnlyUserIsKnownNamesUser() {
		assertThat(of(IN_USE, PublishedPorts.owner(null, null, "bob")))
			.isEqualTo("Port 8080 is in use by a process of user bob");
	}

	@Test
	void describeTellsNobodyFromUnknown() {
		assertThat(of(IN_USE, new OwnerAnswer.Nobody()))
			.isEqualTo("Port 8080 is in use by a socket that is not listening");
		assertThat(of(IN_USE, new OwnerAnswer.Unknown("no answer within 1s")))
			.isEqualTo("Port 8080 is in use (owner unknown: no answer within 1s)");
		assertThat(of(IN_USE, null)).isEqualTo("Port 8080 is in use (owner unknown)");
	}

	@Test
	void describeWhenOwnersNameIsHostileIsOneLine() {
		assertThat(of(IN_USE, PublishedPorts.owner(4711L, "x\n\u001b[31mPort 1", "a\rb")))
			.isEqualTo("Port 8080 is in use by PID 4711 (x??[31mPort 1, user a?b)");
	}

	@Test
	void describeWhenDeniedTellsPrivilegedFromReserved() {
		assertThat(of(new BindOutcome.Denied(80), null))
			.isEqualTo("Port 8080 cannot be bound: permission denied, ports below 1024 are privileged");
		assertThat(of(new BindOutcome.Denied(50000), null))
			.isEqualTo("Port 8080 cannot be bound: permission denied, the operating system may have reserved the port");
	}

	@Test
	void describeWhenAddressIsUnavailableNamesIt() {
		BindOutcome unavailable = new BindOutcome.Unavailable(new BindException());
		assertThat(unavailable.describe("Port 8080", new InetSocketAddress("203.0.113.7", 8080).getAddress(), null))
			.isEqualTo("Port 8080 cannot be bound: 203.0.113.7 is not an address of this machine");
	}

	@Test
	void describeWhenShadowedTellsWhereAndWhatItMeans() {
		assertThat(of(new BindOutcome.Shadowed(new InetSocketAddress("127.0.0.1", 8080)), ALICE))
			.isEqualTo("Port 8080 is in use on 127.0.0.1 by PID 4711 (java orders.jar, user alice), which would "
					+ "receive the connections to localhost");
		assertThat(of(new BindOutcome.Shadowed(new InetSocketAddress("::1", 8080)), null))
			.isEqualTo("Port 8080 is in use on ::1 (owner unknown), which would receive the connections to localhost");
		assertThat(of(new BindOutcome.Shadowed(null), null)).startsWith("Port 8080 is in use on localhost (");
	}

	private static String of(BindOutcome outcome, OwnerAnswer owner) {
		return outcome.describe("Port 8080", null, owner);
	}

}
