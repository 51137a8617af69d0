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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

import io.github.portresolver.Hold;
import io.github.portresolver.PortConflictException.Reason;
import io.github.portresolver.testsupport.Ports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link PortBinder} on real sockets.
 */
@Timeout(120)
class PortBinderTests extends AbstractSocketTests {

	private final PortBinder binder = PortBinder.ofSystem(null);

	@Test
	void bindWhenHandOffListensAndLetsClientsWaitUntilAdopted() throws IOException {
		int port = Ports.free();
		HeldPort held = bind(null, port, Hold.HAND_OFF);
		assertThat(held.port()).isEqualTo(port);
		assertThat(Ports.isFree(port)).isFalse();
		SocketChannel client = closedAfter(SocketChannel.open(new InetSocketAddress(Ports.address("127.0.0.1"), port)));
		SocketChannel accepted = closedAfter(closedAfter(held.adopt()).accept());
		assertThat(accepted.getRemoteAddress()).isEqualTo(client.getLocalAddress());
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	@EnabledOnOs(OS.LINUX)
	void bindWhenGuardRefusesConnectionsAndKeepsOthersOut(boolean inTimeWait) throws Exception {
		int port = inTimeWait ? TimeWait.onFreePort() : Ports.free();
		HeldPort held = bind(null, port, Hold.GUARD);
		assertThat(held.port()).isEqualTo(port);
		assertThat(Ports.accepts(port)).isFalse();
		for (String host : new String[] { null, "127.0.0.1", "::1" }) {
			assertThatExceptionOfType(BindException.class).as(host).isThrownBy(() -> Ports.listen(host, port).close());
		}
		assertThat(this.binder.bind(null, port, 0, Hold.GUARD)).isInstanceOf(BindOutcome.Leased.class);
	}

	@ParameterizedTest
	@EnumSource(names = { "HAND_OFF", "GUARD" })
	void bindWhenAnyPortWillDoHoldsTheDrawnPort(Hold hold) throws IOException {
		for (ShadowCheck check : ShadowCheck.values()) {
			HeldPort held = held(new PortBinder(check, true, null).bind(null, 0, 0, hold));
			assertThat(held.port()).isBetween(1, PortRange.MAX_PORT);
			assertThat(Ports.isFree(held.port())).as(check.name()).isFalse();
		}
	}

	@ParameterizedTest
	@CsvSource({ "::, HAND_OFF", "0.0.0.0, HAND_OFF", "127.0.0.1, HAND_OFF", "::1, HAND_OFF",
			"::ffff:127.0.0.1, HAND_OFF", "::, GUARD", "0.0.0.0, GUARD", "127.0.0.1, GUARD", "::1, GUARD",
			"::ffff:127.0.0.1, GUARD" })
	@EnabledOnOs(OS.LINUX)
	void bindWhenPortIsInUseReturnsInUse(String holder, Hold hold) throws IOException {
		int port = Ports.free();
		ServerSocketChannel channel = listen(holder, port);
		assertThat(this.binder.bind(null, port, 0, hold)).isEqualTo(new BindOutcome.InUse());
		channel.close();
		bind(null, port, hold);
	}

	@ParameterizedTest
	@CsvSource({ "127.0.0.1, ::1, HAND_OFF", "::1, 127.0.0.1, HAND_OFF", "127.0.0.1, ::1, GUARD",
			"::1, 127.0.0.1, GUARD" })
	void bindWhenCertainAddressIsFreeBindsItAsGiven(String holder, String address, Hold hold) throws IOException {
		int port = Ports.free();
		listen(holder, port);
		assertThat(bind(Ports.address(address), port, hold).isFor(Ports.address(address), port)).isTrue();
		assertThat(this.binder.bind(Ports.address(holder), port, 0, hold)).isEqualTo(new BindOutcome.InUse());
	}

	@ParameterizedTest
	@CsvSource({ "192.0.2.1, HAND_OFF", "2001:db8::1, HAND_OFF", "192.0.2.1, GUARD", "2001:db8::1, GUARD" })
	void bindWhenAddressIsForeignReturnsUnavailable(String address, Hold hold) throws IOException {
		BindOutcome outcome = this.binder.bind(Ports.address(address), Ports.free(), 0, hold);
		assertThat(outcome).isInstanceOfSatisfying(BindOutcome.Failed.class, (failed) -> {
			assertThat(failed.reason()).isEqualTo(Reason.ADDRESS_NOT_AVAILABLE);
			assertThat(failed.cause()).isInstanceOf(BindException.class);
		});
	}

	@ParameterizedTest
	@EnumSource(names = { "HAND_OFF", "GUARD" })
	@EnabledOnOs(OS.LINUX)
	void bindWhenLastRunIsInTimeWaitBinds(Hold hold) throws Exception {
		int port = TimeWait.onFreePort();
		assertThatExceptionOfType(BindException.class).isThrownBy(() -> bindWithoutReuseAddress(port));
		HeldPort held = bind(null, port, hold);
		held.letServerBind();
		assertThat(Ports.serves(listen(port))).isTrue();
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void bindUsesTheBacklog() throws IOException {
		int port = Ports.free();
		held(this.binder.bind(null, port, 1, Hold.HAND_OFF));
		List<SocketChannel> clients = new ArrayList<>();
		for (int client = 0; client < 3; client++) {
			clients.add(closedAfter(SocketChannel.open()));
			clients.get(client).configureBlocking(false);
			clients.get(client).connect(new InetSocketAddress(Ports.address("127.0.0.1"), port));
		}
		// On Linux a backlog of n admits n + 1
		assertThat(clients.get(0).finishConnect()).isTrue();
		assertThat(clients.get(1).finishConnect()).isTrue();
		assertThat(clients.get(2).finishConnect()).isFalse();
	}

	private void bindWithoutReuseAddress(int port) throws IOException {
		try (SocketChannel channel = SocketChannel.open()) {
			channel.bind(new InetSocketAddress(port));
		}
	}

	private HeldPort bind(InetAddress address, int port, Hold hold) {
		return held(this.binder.bind(address, port, 0, hold));
	}

}
