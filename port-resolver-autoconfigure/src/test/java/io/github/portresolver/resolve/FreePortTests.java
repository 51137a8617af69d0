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

import io.github.portresolver.Fallback;
import io.github.portresolver.owner.ListenTable;
import io.github.portresolver.testsupport.Ports;
import io.github.portresolver.testsupport.Requests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FreePort}.
 */
class FreePortTests {

	private final FreePort freePort = new FreePort(new StubBinder((port) -> {
		throw new IllegalStateException("Port " + port + " is bound to look");
	}), (port) -> true);

	@Test
	@EnabledOnOs(OS.LINUX)
	void findBindsNothingWhereThereIsATable() throws IOException {
		int port = Ports.freeRun(3);
		try (ServerSocketChannel next = Ports.listen("127.0.0.1", port + 1)) {
			assertThat(next.isOpen()).isTrue();
			assertThat(this.freePort.find(Requests.server(port, Fallback.NONE))).hasValue(port + 2);
		}
	}

	@Test
	void isFreeBindsForAnInstantWhereThereIsNoTable() throws IOException {
		int port = Ports.free();
		FreePort binding = new FreePort(PortBinder.ofSystem(null), (allowed) -> true);
		assertThat(binding.isFree(new InetSocketAddress("127.0.0.1", port), null)).isTrue();
		assertThat(Ports.isFree(port)).isTrue();
		assertThat(ListenTable.read() != null).isEqualTo(OS.LINUX.isCurrentOs());
	}

}
