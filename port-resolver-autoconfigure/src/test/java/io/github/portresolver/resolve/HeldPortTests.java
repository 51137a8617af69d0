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
import org.junit.jupiter.api.Assumptions;
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
class HeldPortTests extends AbstractSocketTests {

	private final int port = Ports.free();

	@Test
	void adoptWhenHandOffReturnsTheListeningChannelOnceWhichStaysOpen() throws IOException {
		HeldPort held = hold(null, Hold.HAND_OFF);
		assertThat(held.bindOverGuard(0)).isNull();
		assertThat(held.isHeld()).isTrue();
		ServerSocketChannel adopted = closedAfter(held.adopt());
		assertThat(adopted.isBlocking()).isTrue();
		assertThat(Ports.serves(adopted)).isTrue();
		assertThat(held.isHeld()).isFalse();
		assertThat(held.adopt()).isNull();
		held.letServerBind();
		assertThat(Ports.serves(adopted)).isTrue();
		held.close();
		assertThat(Ports.serves(adopted)).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "HAND_OFF, true", "GUARD, false" })
	void letServerBindWhenHandOffOrSystemCannotBindOverGuardClosesTheSocket(Hold hold, boolean bindsOverGuard)
			throws IOException {
		HeldPort held = hold(new PortBinder(ShadowCheck.BY_KERNEL, bindsOverGuard, null), null, hold);
		held.letServerBind();
		assertThat(held.isHeld()).isFalse();
		assertThat(Ports.isFree(this.port)).isTrue();
	}

	@ParameterizedTest
	@EnumSource(names = { "HAND_OFF", "GUARD" })
	void closeGivesThePortBackAndMayBeRepeated(Hold hold) throws IOException {
		HeldPort held = hold(null, hold);
		assertThat(held.isHeld()).isTrue();
		held.close();
		assertThat(held.isHeld()).isFalse();
		ServerSocketChannel next = listen(this.port);
		held.close();
		held.letServerBind();
		assertThat(held.adopt()).isNull();
		assertThat(Ports.serves(next)).isTrue();
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void guardKeepsOthersOutWhileTheServerBindsOverIt() throws IOException {
		HeldPort held = hold(null, Hold.GUARD);
		assertThat(held.adopt()).isNull();
		assertThat(held.isHeld()).isTrue();
		assertThatIOException().isThrownBy(() -> listen(this.port));
		held.letServerBind();
		assertThat(held.isHeld()).isTrue();
		ServerSocketChannel server = listen(this.port);
		assertThat(Ports.serves(server)).isTrue();
		assertThatIOException().isThrownBy(() -> listen(this.port));
		held.close();
		assertThatIOException().isThrownBy(() -> listen(this.port));
		assertThat(Ports.serves(server)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void bindOverGuardReturnsListeningChannelAndClosesGuard(boolean bindsOverGuard) throws IOException {
		Assumptions.assumeTrue(!bindsOverGuard || OS.LINUX.isCurrentOs());
		HeldPort held = hold(new PortBinder(ShadowCheck.BY_KERNEL, bindsOverGuard, null), null, Hold.GUARD);
		try (ServerSocketChannel server = held.bindOverGuard(0)) {
			assertThat(server.isBlocking()).isTrue();
			assertThat(Ports.serves(server)).isTrue();
			assertThat(held.isHeld()).isFalse();
			assertThat(held.bindOverGuard(0)).isNull();
		}
		assertThat(Ports.isFree(this.port)).isTrue();
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void bindOverGuardWhenSomeoneWasFasterFailsAndClosesGuard() throws IOException {
		HeldPort held = hold(null, Hold.GUARD);
		held.letServerBind();
		ServerSocketChannel other = listen(this.port);
		assertThatExceptionOfType(BindException.class).isThrownBy(() -> held.bindOverGuard(0));
		assertThat(held.isHeld()).isFalse();
		assertThat(Ports.serves(other)).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ ", 0.0.0.0 ::, 127.0.0.1 ::1", "127.0.0.1, 127.0.0.1, ::1 127.0.0.2 0.0.0.0" })
	void isForMatchesTheAddressThatIsHeldOnly(String address, String matching, String others) throws IOException {
		HeldPort held = hold((address != null) ? Ports.address(address) : null, Hold.HAND_OFF);
		assertThat(held.isFor(null, this.port)).isEqualTo(address == null);
		assertThat(held.isFor(null, this.port + 1)).isFalse();
		for (String host : matching.split(" ")) {
			assertThat(held.isFor(Ports.address(host), this.port)).as(host).isTrue();
			assertThat(held.isFor(Ports.address(host), this.port + 1)).as(host).isFalse();
		}
		for (String host : others.split(" ")) {
			assertThat(held.isFor(Ports.address(host), this.port)).as(host).isFalse();
		}
	}

	private HeldPort hold(InetAddress address, Hold hold) {
		return hold(PortBinder.ofSystem(null), address, hold);
	}

	private HeldPort hold(PortBinder binder, InetAddress address, Hold hold) {
		HeldPort held = held(binder.bind(address, this.port, 0, hold));
		assertThat(held.port()).isEqualTo(this.port);
		assertThat(held.hold()).isEqualTo(hold);
		return held;
	}

}
