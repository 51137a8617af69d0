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
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;

import io.github.portresolver.PortConflictException.Reason;
import io.github.portresolver.failure.PortRefusedException;
import io.github.portresolver.testsupport.PublishedPorts;
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
	void failureWhenPortIsInUseHasAllFactsInAnyLanguage(String message) throws Exception {
		try (ServerSocket taken = new ServerSocket(0)) {
			int port = taken.getLocalPort();
			BindException cause = new BindException(message);
			BindException failure = serverBind(port).failure(cause, null, port);
			assertThat(failure).hasMessage("Address already in use").hasRootCause(cause);
			assertThat(failure.getCause()).isInstanceOfSatisfying(PortRefusedException.class, (refused) -> {
				assertThat(refused.getExitCode()).isEqualTo(98);
				assertThat(refused.getProperty()).isEqualTo("server.port");
				assertThat(refused.getPort()).isEqualTo(port);
				assertThat(refused.getAddress()).isNull();
				assertThat(refused.getReason()).isEqualTo(Reason.IN_USE);
			});
		}
	}

	@Test
	void failureOfAnotherKindHasItsExitCode() throws Exception {
		BindException denied = new BindException("Permission denied");
		assertThat(exitCode(serverBind(80).failure(denied, null, 80))).isEqualTo(13);
		BindException unavailable = new BindException("Cannot assign requested address");
		InetAddress foreign = InetAddress.getByName("192.0.2.1");
		assertThat(exitCode(serverBind(8080).failure(unavailable, foreign, 8080))).isEqualTo(99);
	}

	private static int exitCode(BindException failure) {
		return ((PortRefusedException) failure.getCause()).getExitCode();
	}

	private static ServerBind serverBind(int port) {
		return new ServerBind(new HeldPorts(List.of(PublishedPorts.random(port)), List.of(), null, Transport.AUTO),
				"server");
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
