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

package io.github.portresolver.handoff;

import java.net.BindException;
import java.net.ServerSocket;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ServerBind}.
 */
class ServerBindTests {

	@ParameterizedTest
	@ValueSource(strings = { "Address already in use", "Die Adresse wird bereits verwendet" })
	void failureWhenSomeoneHasThePortIsTakenInAnyLanguage(String message) throws Exception {
		try (ServerSocket taken = new ServerSocket(0)) {
			BindException failure = new BindException(message);
			assertThat(ServerBind.failure(failure, null, taken.getLocalPort()))
				.isInstanceOfSatisfying(PortTakenException.class, (ex) -> {
					assertThat(ex.getExitCode()).isEqualTo(98);
					assertThat(ex).hasCause(failure).hasMessage("Address already in use");
				});
		}
	}

	@Test
	void failureOfAnotherKindStaysAsItIs() {
		BindException denied = new BindException("Permission denied");
		assertThat(ServerBind.failure(denied, null, 80)).isSameAs(denied);
		IllegalStateException other = new IllegalStateException("Address already in use");
		assertThat(ServerBind.failure(other, null, 80)).isSameAs(other);
	}

	@Test
	void bindOverGuardWhenNothingIsHeldLeavesFailureAsItIs() {
		ServerBind serverBind = new ServerBind(HeldPorts.none(), "server");
		BindException failure = new BindException("Address already in use");
		assertThatExceptionOfType(BindException.class).isThrownBy(() -> serverBind.bindOverGuard(null, 80, () -> {
			throw failure;
		})).isSameAs(failure);
	}

}
