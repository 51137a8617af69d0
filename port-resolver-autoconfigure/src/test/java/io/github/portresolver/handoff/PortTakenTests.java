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

import java.util.stream.Stream;

import io.github.portresolver.Hold;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.PortInUseException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * A port that is taken in the instant in which the guard is open for the server.
 */
@ExtendWith(OutputCaptureExtension.class)
class PortTakenTests {

	static Stream<Arguments> servers() {
		return Stream.concat(Stream.of(ServerKind.values()).map((kind) -> Arguments.of(kind, "auto")),
				Stream.of(Arguments.of(ServerKind.TOMCAT, "async"), Arguments.of(ServerKind.NETTY, "selector")));
	}

	@ParameterizedTest
	@MethodSource("servers")
	void startEndsWithExitCodeAndNamesOwner(ServerKind kind, String transport, CapturedOutput output) throws Exception {
		Taker.ExitCodes exitCodes = new Taker.ExitCodes();
		try (Taker taker = new Taker("server")) {
			assertThatException()
				.isThrownBy(() -> RunningServer.starter(kind, Hold.GUARD)
					.with(taker)
					.with(exitCodes)
					.start("--port-resolver.transport=" + transport))
				.withCauseInstanceOf(PortInUseException.class);
			assertThat(exitCodes.seen()).containsExactly(98);
			assertThat(output).contains("Port " + taker.port() + " for server.port (")
				.contains(") was taken by this very process, PID " + ProcessHandle.current().pid())
				.contains(") while the server was binding it.");
			assertThat(taker.isServing()).isTrue();
		}
	}

}
