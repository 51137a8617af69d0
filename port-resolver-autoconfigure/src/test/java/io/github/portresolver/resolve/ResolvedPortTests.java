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
import java.time.Duration;
import java.util.List;

import io.github.portresolver.testsupport.Ports;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ResolvedPort}.
 */
class ResolvedPortTests {

	@Test
	void isMovedWhenAnotherPortWasChosenReturnsTrue() {
		assertThat(resolved(Requests.server(8080, Fallback.ADJACENT), 8081).isMoved()).isTrue();
	}

	@Test
	void isMovedWhenConfiguredPortWasChosenReturnsFalse() {
		assertThat(resolved(Requests.server(8080, Fallback.ADJACENT), 8080).isMoved()).isFalse();
	}

	@Test
	void isMovedWhenRandomPortWasAskedForReturnsFalse() {
		assertThat(resolved(Requests.server(0, Fallback.ADJACENT), 8081).isMoved()).isFalse();
	}

	@Test
	void tellsWhatWasRequested() throws IOException {
		PortRequest request = Requests.management(8080, Fallback.ADJACENT, Ports.address("127.0.0.1"));
		ResolvedPort port = resolved(request, 8081);
		assertThat(port.name()).isEqualTo("management");
		assertThat(port.property()).isEqualTo("management.port");
		assertThat(port.requested()).isEqualTo(8080);
		assertThat(port.address()).isEqualTo(Ports.address("127.0.0.1"));
	}

	@Test
	void urlHasTheChosenPort() {
		assertThat(resolved(Requests.server(8080, Fallback.ADJACENT), 8081).url()).isEqualTo("http://localhost:8081/");
	}

	private ResolvedPort resolved(PortRequest request, int port) {
		return new ResolvedPort(request, port, PortSource.ADJACENT, Hold.GUARD, Duration.ZERO, List.of(), List.of());
	}

}
