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
import java.nio.channels.ServerSocketChannel;
import java.util.List;

import io.github.portresolver.testsupport.ForkedJvm;
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

/**
 * Tests for {@link ShadowCheck}.
 */
@Timeout(120)
class ShadowCheckTests extends AbstractSocketTests {

	@ParameterizedTest
	@CsvSource({ "Linux, false, BY_KERNEL", "Linux, true, BY_TABLE", "Windows 11, false, BY_KERNEL",
			"Windows Server 2022, true, BY_KERNEL", "Mac OS X, false, BY_BINDING", "Mac OS X, true, BY_BINDING",
			"FreeBSD, false, BY_BINDING", "'', false, BY_BINDING" })
	void forSystemDependsOnWhatTheKernelRefuses(String osName, boolean ipv4Only, ShadowCheck expected) {
		assertThat(ShadowCheck.forSystem(osName, ipv4Only)).isEqualTo(expected);
	}

	@ParameterizedTest
	@EnumSource
	@EnabledOnOs(OS.LINUX)
	void findWhenNobodyListensReturnsNullAndLeavesThePortFree(ShadowCheck check) throws IOException {
		int port = Ports.free();
		assertThat(check.find(port)).isNull();
		assertThat(Ports.isFree(port)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "::1" })
	void findByBindingWhenSomeoneListensOnLoopbackReturnsTheAddress(String holder) throws IOException {
		int port = Ports.free();
		assertThat(listen(holder, port).getLocalAddress()).isEqualTo(ShadowCheck.BY_BINDING.find(port));
	}

	@ParameterizedTest
	@ValueSource(strings = { "::1", "::", "127.0.0.1" })
	@EnabledOnOs(OS.LINUX)
	void findByTableReturnsTheAddressOnIpv6AndLeavesIpv4ToTheKernel(String holder) throws IOException {
		assertThat(ShadowCheck.forThisSystem()).isEqualTo(ShadowCheck.BY_KERNEL);
		int port = Ports.free();
		listen(holder, port);
		assertThat(ShadowCheck.BY_TABLE.find(port))
			.isEqualTo(holder.contains(":") ? new InetSocketAddress(holder, port) : null);
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void whenIpv4OnlyAndSomeoneListensOnIpv6LoopbackBindIsShadowedAndResolveMoves() throws Exception {
		int port = Ports.freeRun(2);
		try (ServerSocketChannel channel = Ports.listen("::1", port)) {
			assertThat(channel.isOpen()).isTrue();
			String shadowed = new BindOutcome.Shadowed(new InetSocketAddress("::1", port)).toString();
			assertThat(runWithIpv4Only("bind", "0.0.0.0", port)).containsExactly(shadowed, shadowed);
			assertThat(runWithIpv4Only("bind", "127.0.0.1", port)).containsExactly("bound", "bound");
			assertThat(runWithIpv4Only("resolve", port)).contains("none: " + shadowed + " after 1",
					"adjacent: " + (port + 1), "adjacent-then-random: " + (port + 1));
		}
		assertThat(runWithIpv4Only("bind", "0.0.0.0", port)).containsExactly("bound", "bound");
		assertThat(runWithIpv4Only("bind", "0.0.0.0", 0)).containsExactly("bound", "bound");
	}

	private static List<String> runWithIpv4Only(Object... arguments) throws Exception {
		return ForkedJvm.of(ForkedMain.class)
			.withoutLibraries()
			.options("-Djava.net.preferIPv4Stack=true")
			.run(arguments);
	}

}
