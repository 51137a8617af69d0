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
import java.nio.channels.ServerSocketChannel;

import io.github.portresolver.Hold;
import io.github.portresolver.testsupport.Ports;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link HeldPort}.
 */
class HeldPortTests {

	private int port;

	private HeldPort held;

	@BeforeEach
	void findPort() throws IOException {
		this.port = Ports.free();
	}

	@AfterEach
	void close() {
		this.held.close();
	}

	@Test
	void adoptWhenHandOffReturnsTheListeningChannelOnceWhichStaysOpen() throws IOException {
		this.held = hold(null, Hold.HAND_OFF);
		assertThat(this.held.bindOverGuard(0)).isNull();
		assertThat(this.held.isHeld()).isTrue();
		try (ServerSocketChannel adopted = this.held.adopt()) {
			assertThat(adopted.isBlocking()).isTrue();
			assertThat(Ports.serves(adopted)).isTrue();
			assertThat(this.held.isHeld()).isFalse();
			assertThat(this.held.adopt()).isNull();
			this.held.letServerBind();
			assertThat(Ports.serves(adopted)).isTrue();
			this.held.close();
			assertThat(Ports.serves(adopted)).isTrue();
		}
	}

	@ParameterizedTest
	@CsvSource({ "HAND_OFF, true", "GUARD, false" })
	void letServerBindWhenHandOffOrSystemCannotBindOverGuardClosesTheSocket(Hold hold, boolean bindsOverGuard)
			throws IOException {
		this.held = hold(new PortBinder(ShadowCheck.BY_KERNEL, bindsOverGuard, null), null, hold);
		this.held.letServerBind();
		assertThat(this.held.isHeld()).isFalse();
		assertThat(Ports.isFree(this.port)).isTrue();
	}

	@ParameterizedTest
	@EnumSource(names = { "HAND_OFF", "GUARD" })
	void closeGivesThePortBackAndMayBeRepeated(Hold hold) throws IOException {
		this.held = hold(null, hold);
		assertThat(this.held.isHeld()).isTrue();
		this.held.close();
		assertThat(this.held.isHeld()).isFalse();
		try (ServerSocketChannel next = Ports.listen(this.port)) {
			this.held.close();
			this.held.letServerBind();
			assertThat(this.held.adopt()).isNull();
			assertThat(Ports.serves(next)).isTrue();
		}
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void guardKeepsOthersOutWhileTheServerBindsOverIt() throws IOException {
		this.held = hold(null, Hold.GUARD);
		assertThat(this.held.adopt()).isNull();
		assertThat(this.held.isHeld()).isTrue();
		assertThatIOException().isThrownBy(() -> Ports.listen(this.port).close());
		this.held.letServerBind();
		assertThat(this.held.isHeld()).isTrue();
		try (ServerSocketChannel server = Ports.listen(this.port)) {
			assertThat(Ports.serves(server)).isTrue();
			assertThatIOException().isThrownBy(() -> Ports.listen(this.port).close());
			this.held.close();
			assertThatIOException().isThrownBy(() -> Ports.listen(this.port).close());
			assertThat(Ports.serves(server)).isTrue();
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void bindOverGuardReturnsListeningChannelAndClosesGuard(boolean bindsOverGuard) throws IOException {
		Assumptions.assumeTrue(!bindsOverGuard || OS.LINUX.isCurrentOs());
		this.held = hold(new PortBinder(ShadowCheck.BY_KERNEL, bindsOverGuard, null), null, Hold.GUARD);
		try (ServerSocketChannel server = this.held.bindOverGuard(0)) {
			assertThat(server.isBlocking()).isTrue();
			assertThat(Ports.serves(server)).isTrue();
			assertThat(this.held.isHeld()).isFalse();
			assertThat(this.held.bindOverGuard(0)).isNull();
		}
		assertThat(Ports.isFree(this.port)).isTrue();
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void bindOverGuardWhenSomeoneWasFasterFailsAndClosesGuard() throws IOException {
		this.held = hold(null, Hold.GUARD);
		this.held.letServerBind();
		try (ServerSocketChannel other = Ports.listen(this.port)) {
			assertThatExceptionOfType(BindException.class).isThrownBy(() -> this.held.bindOverGuard(0));
			assertThat(this.held.isHeld()).isFalse();
			assertThat(Ports.serves(other)).isTrue();
		}
	}

	@ParameterizedTest
	@CsvSource({ ", 0.0.0.0 ::, 127.0.0.1 ::1", "127.0.0.1, 127.0.0.1, ::1 127.0.0.2 0.0.0.0" })
	void isForMatchesTheAddressThatIsHeldOnly(String address, String matching, String others) throws IOException {
		this.held = hold((address != null) ? Ports.address(address) : null, Hold.HAND_OFF);
		assertThat(this.held.isFor(null, this.port)).isEqualTo(address == null);
		assertThat(this.held.isFor(null, this.port + 1)).isFalse();
		for (String host : matching.split(" ")) {
			assertThat(this.held.isFor(Ports.address(host), this.port)).as(host).isTrue();
			assertThat(this.held.isFor(Ports.address(host), this.port + 1)).as(host).isFalse();
		}
		for (String host : others.split(" ")) {
			assertThat(this.held.isFor(Ports.address(host), this.port)).as(host).isFalse();
		}
	}

	private HeldPort hold(InetAddress address, Hold hold) {
		return hold(PortBinder.ofSystem(null), address, hold);
	}

	private HeldPort hold(PortBinder binder, InetAddress address, Hold hold) {
		HeldPort held = ((BindOutcome.Bound) binder.bind(address, this.port, 0, hold)).port();
		assertThat(held.port()).isEqualTo(this.port);
		assertThat(held.hold()).isEqualTo(hold);
		return held;
	}

}
