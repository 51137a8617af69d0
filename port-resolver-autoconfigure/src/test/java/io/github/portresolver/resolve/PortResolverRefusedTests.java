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

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;

import io.github.portresolver.Fallback;
import io.github.portresolver.PortConflictException.Reason;
import io.github.portresolver.PortSource;
import io.github.portresolver.owner.ListenTable;
import io.github.portresolver.owner.OwnerAnswer.Listener;
import io.github.portresolver.resolve.PortAllocation.Attempt;
import io.github.portresolver.resolve.PortResolver.Resolution;
import io.github.portresolver.testsupport.ForkedJvm;
import io.github.portresolver.testsupport.Ports;
import io.github.portresolver.testsupport.Privileged;
import io.github.portresolver.testsupport.Requests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PortResolver}: when no port can be had, and what is told then.
 */
@Timeout(120)
class PortResolverRefusedTests extends AbstractPortResolverTests {

	@ParameterizedTest
	@EnumSource(names = { "RANDOM", "ADJACENT_THEN_RANDOM" })
	@EnabledOnOs(OS.LINUX)
	void resolveWhenRangeIsExhaustedHasTriedEachPortOnceAndIsRefused(Fallback fallback) throws IOException {
		int port = taken(4);
		this.settings = Requests.rules(2);
		Resolution.Refused refused = refused(Requests.server(port, fallback, new PortRange(port, port + 3)));
		assertThat(refused.outcome()).isEqualTo(IN_USE);
		assertThat(refused.owner().owner().pid()).isEqualTo(ProcessHandle.current().pid());
		assertThat(refused.attempts().get(0)).isEqualTo(new Attempt(port, PortSource.CONFIGURED, IN_USE));
		assertThat(refused.attempts()).extracting(Attempt::port)
			.containsExactlyInAnyOrder(port, port + 1, port + 2, port + 3);
		listen(refused.freePort().getAsInt());
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void resolveWhenPortMayNotMoveIsRefusedWithOwnerAndFreePort() throws IOException {
		int port = taken(2);
		PortRequest request = Requests.server(port, Fallback.NONE);
		Resolution.Refused refused = refused(request);
		assertThat(refused.request()).isEqualTo(request);
		assertThat(refused.outcome()).isEqualTo(IN_USE);
		assertThat(refused.owner().owner().pid()).isEqualTo(ProcessHandle.current().pid());
		assertThat(refused.attempts()).containsExactly(new Attempt(port, PortSource.CONFIGURED, IN_USE));
		assertThat(refused.freePort()).hasValue(port + 2);
		listen(port + 2);
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void resolveWhenRefusedNamesOnlyWhoIsInTheWay() throws IOException {
		int port = Ports.free();
		listen("::1", port);
		listen("127.0.0.1", port);
		Resolution.Refused refused = refused(Requests.server(port, Fallback.NONE, Ports.address("127.0.0.1")));
		assertThat(refused.owner().listeners()).extracting(Listener::address)
			.containsExactly(new InetSocketAddress("127.0.0.1", port));
	}

	@Test
	void resolveWhenRefusedTellsWhetherTheAdjacentFallbackWouldTryTheFreePort() throws IOException {
		int port = taken(2);
		for (int attempts = 1; attempts <= 2; attempts++) {
			this.settings = Requests.rules(attempts);
			Resolution.Refused refused = refused(Requests.server(port, Fallback.NONE));
			assertThat(refused.freePort()).hasValue(port + 2);
			assertThat(refused.adjacentFree()).isEqualTo(attempts == 2);
		}
	}

	@Test
	void resolveWhenHighestPortIsInUseSuggestsAnyFreePort() throws IOException {
		this.binder = new StubBinder((port) -> (port == PortRange.MAX_PORT) ? IN_USE : null);
		Resolution.Refused refused = refused(Requests.server(PortRange.MAX_PORT, Fallback.ADJACENT));
		assertThat(refused.freePort()).isPresent();
		listen(refused.freePort().getAsInt());
	}

	@Test
	void resolveWhenRefusedSuggestsNoPortThatIsExcludedOrThatAnotherRequestAsksFor() throws IOException {
		int port = Ports.freeRun(4);
		listen(port);
		this.settings = Requests.rules(100, PortRange.of(port + 1));
		Resolution.Refused refused = refused(Requests.server(port, Fallback.NONE),
				Requests.management(port + 2, Fallback.NONE));
		assertThat(refused.request().name()).isEqualTo("server");
		assertThat(refused.freePort()).hasValue(port + 3);
		assertThat(Ports.isFree(port + 2)).isTrue();
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void resolveWhenRefusedBindsNothingToFindAPortToSuggest() throws IOException {
		int port = Ports.freeRun(3);
		this.binder = new StubBinder((bound) -> {
			assertThat(bound).as("bound to look").isEqualTo(port);
			return IN_USE;
		});
		listen("127.0.0.1", port + 1);
		assertThat(refused(Requests.server(port, Fallback.NONE)).freePort()).hasValue(port + 2);
	}

	@Test
	void portIsBoundForAnInstantToLookWhereThereIsNoTable() throws IOException {
		InetSocketAddress address = new InetSocketAddress("127.0.0.1", Ports.free());
		FreePort look = new FreePort(PortBinder.ofSystem(null), null);
		assertThat(look.isFree(address)).isTrue();
		listen("127.0.0.1", address.getPort());
		assertThat(look.isFree(address)).isFalse();
		assertThat(ListenTable.read() != null).isEqualTo(OS.LINUX.isCurrentOs());
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
	void resolveWhenAddressIsForeignIsRefusedAtOnce(Fallback fallback) throws IOException {
		this.wait = Duration.ofHours(1);
		for (int port : new int[] { Ports.free(), 0 }) {
			Resolution.Refused refused = refused(Requests.server(port, fallback, Ports.address("192.0.2.1")));
			assertThat(refused.outcome().reason()).isEqualTo(Reason.ADDRESS_NOT_AVAILABLE);
			assertThat(refused.attempts()).hasSize(1);
			assertThat(refused.owner()).isNull();
			assertThat(this.slept).isZero();
		}
	}

	@Test
	void resolveWhenOneAddressIsForeignDoesNotWaitForTheOtherPort() throws IOException {
		int port = Ports.freeRun(2);
		listen(port);
		this.wait = Duration.ofHours(1);
		Resolution.Refused refused = refused(Requests.server(port, Fallback.ADJACENT),
				Requests.management(port + 1, Fallback.ADJACENT, Ports.address("192.0.2.1")));
		assertThat(refused.request().name()).isEqualTo("management");
		assertThat(this.slept).isZero();
		assertThat(Ports.isFree(port + 1)).isTrue();
	}

	@Test
	void resolveWhenPrivilegedPortIsDeniedSuggestsAnotherThatIsNot() {
		BindOutcome denied = new BindOutcome.Failed(Reason.PERMISSION_DENIED, 80, new BindException());
		this.binder = new StubBinder((port) -> (port == 80) ? denied : null);
		this.wait = Duration.ofHours(1);
		Resolution.Refused refused = refused(Requests.server(80, Fallback.ADJACENT));
		assertThat(refused.outcome()).isEqualTo(denied);
		assertThat(refused.freePort().getAsInt()).isGreaterThanOrEqualTo(1024);
		assertThat(this.slept).isZero();
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void resolveAsNobodyWhenPortIsPrivilegedIsRefusedAtOnce() throws Exception {
		String denied = new BindOutcome.Failed(Reason.PERMISSION_DENIED, 80, new BindException("Permission denied"))
				+ " after 1";
		assertThat(ForkedJvm.of(ForkedMain.class).asUser(Privileged.NOBODY).run("resolve", 80)).containsExactly(
				"none: " + denied, "adjacent: " + denied, "random: " + denied, "adjacent-then-random: " + denied);
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void resolveWhenNoFileDescriptorIsLeftIsRefusedAtOnce() throws Exception {
		int port = Ports.free();
		String noSocket = new BindOutcome.Failed(Reason.NO_SOCKET, port, new SocketException("Too many open files"))
				+ " after 1";
		assertThat(ForkedJvm.of(ForkedMain.class).prefix("prlimit", "--nofile=200").run("descriptors", port)).endsWith(
				"none: " + noSocket, "adjacent: " + noSocket, "random: " + noSocket,
				"adjacent-then-random: " + noSocket, "none: " + port);
	}

}
