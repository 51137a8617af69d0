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
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.portresolver.Hold;
import io.github.portresolver.lease.LeaseProcess;
import io.github.portresolver.lease.Leases;
import io.github.portresolver.lease.Leases.Lease;
import io.github.portresolver.testsupport.ForkedJvm;
import io.github.portresolver.testsupport.Ports;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PortBinder} with leases.
 */
@Timeout(120)
class PortBinderLeaseTests extends AbstractSocketTests {

	@TempDir
	Path temp;

	private final List<String> trouble = new CopyOnWriteArrayList<>();

	private Leases leases;

	private PortBinder binder;

	@BeforeEach
	void open() throws Exception {
		this.leases = new Leases(this.temp, this.trouble::add);
		this.binder = PortBinder.ofSystem(this.leases);
	}

	@Test
	void bindWhenGuardIsUnderLeaseUntilClosed() throws Exception {
		int port = Ports.free();
		HeldPort held = bind(port, Hold.GUARD);
		assertThat(isLeased(port)).isTrue();
		held.letServerBind();
		ServerSocketChannel server = listen(port);
		assertThat(isLeased(port)).isTrue();
		held.close();
		assertThat(isLeased(port)).isFalse();
		assertThat(Ports.serves(server)).isTrue();
	}

	@ParameterizedTest
	@EnumSource(names = { "GUARD", "LEASE" })
	void bindWhenInUseKeepsNoLease(Hold hold) throws Exception {
		int port = Ports.free();
		ServerSocketChannel channel = listen(port);
		assertThat(outcome(port, hold)).isEqualTo(new BindOutcome.InUse());
		assertThat(isLeased(port)).isFalse();
		channel.close();
		bind(port, Hold.HAND_OFF);
		assertThat(isLeased(port)).as("hand-off").isFalse();
	}

	@Test
	void bindWhenLeaseHoldsNoSocket() throws Exception {
		int port = Ports.free();
		HeldPort held = bind(port, Hold.LEASE);
		assertThat(held.isHeld()).isFalse();
		assertThat(held.port()).isEqualTo(port);
		assertThat(isLeased(port)).isTrue();
		assertLeasedBy(port, Hold.LEASE, ProcessHandle.current().pid());
		assertThat(Ports.serves(listen(port))).isTrue();
		held.close();
		assertThat(isLeased(port)).isFalse();
	}

	@Test
	void bindWhenAnyPortWillDoLeasesTheDrawnOne() {
		HeldPort held = bind(0, Hold.LEASE);
		assertThat(held.port()).isPositive();
		assertThat(isLeased(held.port())).isTrue();
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
	void bindWhenLeasedByAnotherJvmNamesItsHolderAndLetsGo(Hold hold) throws Exception {
		int port = Ports.free();
		try (ForkedJvm other = LeaseProcess.fork(this.temp, Duration.ZERO, port, port)) {
			assertThat(other.firstLine()).isEqualTo("acquired " + port);
			assertLeasedBy(port, hold, other.pid());
			assertThat(Ports.isFree(port)).isTrue();
			other.kill();
			bind(port, hold);
		}
	}

	/**
	 * The instant in which a guard over TIME_WAIT can be doubled, held still: a process
	 * has the lease and has bound with SO_REUSEADDR, which it has not yet taken away.
	 */
	@Test
	@EnabledOnOs(OS.LINUX)
	void bindWhenAnotherProcessIsAboutToGuardIsExcludedByItsLeaseOnly() throws Exception {
		int port = TimeWait.onFreePort();
		try (ForkedJvm other = LeaseProcess.fork(this.temp, Duration.ZERO, port, port);
				SocketChannel guardOfOther = SocketChannel.open()) {
			assertThat(other.firstLine()).isEqualTo("acquired " + port);
			guardOfOther.setOption(StandardSocketOptions.SO_REUSEADDR, true);
			guardOfOther.bind(new InetSocketAddress(port));
			HeldPort doubledWithoutLeases = held(PortBinder.ofSystem(null).bind(null, port, 0, Hold.GUARD));
			doubledWithoutLeases.close();
			assertLeasedBy(port, Hold.GUARD, other.pid());
			assertLeasedBy(port, Hold.LEASE, other.pid());
		}
	}

	@Test
	void bindWhenLeasesAreUnavailableBindsAndTellsWhy() throws Exception {
		int port = Ports.free();
		Files.createDirectory(this.temp.resolve(port + ".lock"));
		for (Hold hold : List.of(Hold.LEASE, Hold.GUARD, Hold.HAND_OFF)) {
			bind(port, hold).close();
		}
		assertThat(this.trouble).hasSize(3)
			.allSatisfy((reason) -> assertThat(reason).startsWith("Lock file '" + this.temp.resolve(port + ".lock")));
	}

	@Test
	void bindOnTwoAddressesBindsBoth() throws Exception {
		int port = Ports.free();
		for (String host : List.of("127.0.0.1", "::1")) {
			held(this.binder.bind(Ports.address(host), port, 0, Hold.GUARD));
		}
	}

	@ParameterizedTest
	@CsvSource({ "GUARD,HAND_OFF", "GUARD,GUARD", "LEASE,HAND_OFF" })
	@EnabledOnOs(OS.LINUX)
	void thousandPairsOfProcessesThatRaceForOnePortHaveOneWinnerEach(Hold first, Hold second) throws Exception {
		int port = Ports.free();
		try (ForkedJvm one = race(first); ForkedJvm other = race(second)) {
			List<ForkedJvm> pair = List.of(one, other);
			for (int i = 0; i < 1000; i++) {
				// All processes have the same clock
				long start = System.nanoTime() + 300_000;
				send(pair, port + " " + start);
				assertThat(lines(pair, start + " ")).as("pair " + i)
					.filteredOn((line) -> line.endsWith(" bound"))
					.hasSize(1);
				send(pair, "");
				lines(pair, start + " over");
				forget(port, i);
			}
		}
	}

	// So that half of the pairs race for a port without a lock file
	private void forget(int port, int pair) throws IOException {
		if (pair % 2 == 0) {
			this.leases.forget(port);
			assertThat(this.leases.isUnused(port)).isTrue();
		}
	}

	private ForkedJvm race(Hold hold) throws IOException {
		return ForkedJvm.of(ForkedMain.class).withoutLibraries().start("race", this.temp, hold.name());
	}

	private static void send(List<ForkedJvm> pair, String line) throws IOException {
		for (ForkedJvm jvm : pair) {
			jvm.process().getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
			jvm.process().getOutputStream().flush();
		}
	}

	private static List<String> lines(List<ForkedJvm> pair, String text) throws InterruptedException {
		return List.of(pair.get(0).awaitLine(text), pair.get(1).awaitLine(text));
	}

	private void assertLeasedBy(int port, Hold hold, long pid) {
		assertThat(outcome(port, hold)).isInstanceOfSatisfying(BindOutcome.Leased.class, (leased) -> {
			assertThat(leased.holder()).isNotNull();
			assertThat(leased.holder().pid()).isEqualTo(pid);
		});
	}

	private boolean isLeased(int port) {
		try (Lease lease = this.leases.tryAcquire(null, port)) {
			return !lease.isHeld();
		}
	}

	private BindOutcome outcome(int port, Hold hold) {
		return this.binder.bind(null, port, 0, hold);
	}

	private HeldPort bind(int port, Hold hold) {
		return held(outcome(port, hold));
	}

}
