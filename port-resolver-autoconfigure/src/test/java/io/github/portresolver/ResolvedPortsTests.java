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

package io.github.portresolver;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ResolvedPorts}.
 */
class ResolvedPortsTests {

	private final ResolvedPort server = port("server", 8080);

	private final ResolvedPort management = port("management", 8081);

	@Test
	void findReturnsThePortOfTheNameAndIterationIsInTheOrderOfTheRequests() {
		ResolvedPorts ports = new ResolvedPorts(List.of(this.management, this.server));
		assertThat(ports).containsExactly(this.management, this.server);
		assertThat(ports.isEmpty()).isFalse();
		assertThat(ports.find("server")).containsSame(this.server);
		assertThat(ports.find("management")).containsSame(this.management);
		assertThat(ports.find("grpc")).isEmpty();
		assertThat(new ResolvedPorts(List.of()).isEmpty()).isTrue();
	}

	@Test
	void isImmutable() {
		List<ResolvedPort> list = new ArrayList<>(List.of(this.server));
		ResolvedPorts ports = new ResolvedPorts(list);
		list.clear();
		assertThat(ports).containsExactly(this.server);
		Iterator<ResolvedPort> iterator = ports.iterator();
		iterator.next();
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(iterator::remove);
	}

	private static ResolvedPort port(String name, int port) {
		return new ResolvedPort(name, name + ".port", port, port, PortSource.CONFIGURED, null,
				"http://localhost:" + port + "/", Hold.GUARD);
	}

}
