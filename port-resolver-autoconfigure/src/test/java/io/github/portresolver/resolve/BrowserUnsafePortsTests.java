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

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BrowserUnsafePorts}.
 */
class BrowserUnsafePortsTests {

	@ParameterizedTest
	@ValueSource(ints = { 1, 22, 25, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6669, 6679, 6697, 10080 })
	void containsWhenBrowsersRefuseReturnsTrue(int port) {
		assertThat(BrowserUnsafePorts.contains(port)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(ints = { 80, 443, 3000, 5000, 8080, 8443, 9090, 6664, 6670, 10079, 10081, 65535 })
	void containsWhenBrowsersConnectReturnsFalse(int port) {
		assertThat(BrowserUnsafePorts.contains(port)).isFalse();
	}

	@Test
	void hasAsManyPortsAsTheFetchStandard() {
		assertThat(IntStream.rangeClosed(0, PortRange.MAX_PORT).filter(BrowserUnsafePorts::contains)).hasSize(83);
	}

}
