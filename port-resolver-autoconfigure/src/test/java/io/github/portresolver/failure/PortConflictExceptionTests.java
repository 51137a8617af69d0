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

package io.github.portresolver.failure;

import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.OptionalInt;

import io.github.portresolver.owner.Listener;
import io.github.portresolver.owner.Owner;
import io.github.portresolver.owner.OwnerAnswer;
import io.github.portresolver.resolve.BindOutcome;
import io.github.portresolver.resolve.Fallback;
import io.github.portresolver.resolve.FallbackVerdict;
import io.github.portresolver.resolve.Hold;
import io.github.portresolver.resolve.PortRequest;
import io.github.portresolver.resolve.Resolution;
import io.github.portresolver.resolve.UrlTemplate;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PortConflictException}.
 */
class PortConflictExceptionTests {

	private static final FallbackVerdict VERDICT = new FallbackVerdict(Fallback.NONE, "profile 'prod' is active");

	private final PortRequest request = new PortRequest("server", "server.port", null, 8080, null, 100, Fallback.NONE,
			Hold.GUARD, null, new UrlTemplate("http", "/"));

	@Test
	void exitCodeIsErrnoOfLinux() {
		assertThat(exitCode(new BindOutcome.InUse())).isEqualTo(98);
		assertThat(exitCode(new BindOutcome.Shadowed(null))).isEqualTo(98);
		assertThat(exitCode(new BindOutcome.Denied(80))).isEqualTo(13);
		assertThat(exitCode(new BindOutcome.Denied(50000))).isEqualTo(13);
		assertThat(exitCode(new BindOutcome.Unavailable(new BindException()))).isEqualTo(99);
	}

	@Test
	void messageNamesPortPropertyAndOwner() {
		Instant since = LocalDate.now().atTime(LocalTime.of(9, 12)).atZone(ZoneId.systemDefault()).toInstant();
		OwnerAnswer owner = new OwnerAnswer.Listening(List.of(new Listener(new InetSocketAddress(8080),
				new Owner(4711L, "java orders.jar", "alice", since, Path.of("/srv")))));
		PortConflictException exception = exception(new BindOutcome.InUse(), owner);
		assertThat(exception)
			.hasMessage("Port 8080 for server.port is in use by PID 4711 (java orders.jar, user alice, since 09:12)");
		assertThat(exception.getFallback()).isEqualTo(VERDICT);
		assertThat(exception.getRefused().request()).isEqualTo(this.request);
	}

	private int exitCode(BindOutcome outcome) {
		return exception(outcome, null).getExitCode();
	}

	private PortConflictException exception(BindOutcome outcome, OwnerAnswer owner) {
		return new PortConflictException(
				new Resolution.Refused(this.request, outcome, owner, List.of(), OptionalInt.empty()), VERDICT, null);
	}

}
