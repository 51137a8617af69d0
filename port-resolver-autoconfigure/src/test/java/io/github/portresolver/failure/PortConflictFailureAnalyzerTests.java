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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;

import io.github.portresolver.owner.Listener;
import io.github.portresolver.owner.Owner;
import io.github.portresolver.owner.OwnerAnswer;
import io.github.portresolver.registry.ApplicationRecord;
import io.github.portresolver.resolve.Attempt;
import io.github.portresolver.resolve.BindOutcome;
import io.github.portresolver.resolve.Fallback;
import io.github.portresolver.resolve.FallbackVerdict;
import io.github.portresolver.resolve.Hold;
import io.github.portresolver.resolve.PortRange;
import io.github.portresolver.resolve.PortRequest;
import io.github.portresolver.resolve.PortSource;
import io.github.portresolver.resolve.Resolution;
import io.github.portresolver.resolve.UrlTemplate;
import org.junit.jupiter.api.Test;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PortConflictFailureAnalyzer}.
 */
class PortConflictFailureAnalyzerTests {

	private static final String ORIGIN = "class path resource [application.yml] - 2:9";

	private static final FallbackVerdict PROD = new FallbackVerdict(Fallback.NONE, "profile 'prod' is active");

	private static final FallbackVerdict EXPLICIT = FallbackVerdict.configured(Fallback.NONE,
			"class path resource [application.yml] - 4:13");

	private static final String MAY_NOT_MOVE = """

			It may not move to another port: port-resolver.fallback is none, because profile 'prod' is active.""";

	private static final String FREE_PORT = """
			- Start on a port that is free right now:
			      --server.port=8081
			""";

	private static final String LET_MOVE = """
			- Let it move, if clients can find it on another port:
			      --port-resolver.fallback=adjacent""";

	private PortRequest request = request(8080, Fallback.NONE, null, null);

	private final List<Attempt> attempts = new ArrayList<>();

	private OptionalInt freePort = OptionalInt.of(8081);

	@Test
	void analyzeWhenOwnerIsOfSameUser() {
		assertAnalysis(exception(new BindOutcome.InUse(), owner(4711L, "java orders.jar", ownUser()), PROD), """
				Port 8080 for server.port (%s) is in use by PID 4711 (java orders.jar, user %s, since 09:12).
				%s""".formatted(ORIGIN, ownUser(), MAY_NOT_MOVE), """
				- Stop the process that has it:
				      kill 4711
				%s%s""".formatted(FREE_PORT, LET_MOVE));
	}

	@Test
	void analyzeWhenOwnerIsAnotherUsers() {
		assertAnalysis(exception(new BindOutcome.InUse(), owner(4711L, "node", "not-" + ownUser()), PROD), """
				Port 8080 for server.port (%s) is in use by PID 4711 (node, user not-%s, since 09:12).
				%s""".formatted(ORIGIN, ownUser(), MAY_NOT_MOVE), FREE_PORT + LET_MOVE);
	}

	@Test
	void analyzeWhenOwnerIsProcessThatCannotBeSeen() {
		OwnerAnswer answer = new OwnerAnswer.Listening(
				List.of(new Listener(new InetSocketAddress(8080), new Owner(null, null, "alice", null, null))));
		assertAnalysis(exception(new BindOutcome.InUse(), answer, PROD), """
				Port 8080 for server.port (%s) is in use by a process of user alice.
				%s""".formatted(ORIGIN, MAY_NOT_MOVE), FREE_PORT + LET_MOVE);
	}

	@Test
	void analyzeWhenNobodyListens() {
		assertAnalysis(exception(new BindOutcome.InUse(), new OwnerAnswer.Nobody(), PROD), """
				Port 8080 for server.port (%s) is in use by a socket that does not listen (no process listens on it).
				%s""".formatted(ORIGIN, MAY_NOT_MOVE), FREE_PORT + LET_MOVE);
	}

	@Test
	void analyzeWhenOwnerIsUnknown() {
		assertAnalysis(exception(new BindOutcome.InUse(), new OwnerAnswer.Unknown("no answer within 1s"), PROD), """
				Port 8080 for server.port (%s) is in use (owner unknown: no answer within 1s).
				%s""".formatted(ORIGIN, MAY_NOT_MOVE), FREE_PORT + LET_MOVE);
	}

	@Test
	void analyzeWhenFallbackIsConfiguredSaysWhere() {
		assertThat(analyze(exception(new BindOutcome.InUse(), null, EXPLICIT)).getDescription())
			.endsWith("It may not move to another port: port-resolver.fallback is none "
					+ "(class path resource [application.yml] - 4:13).");
	}

	@Test
	void analyzeWhenAnotherInstanceHasThePortSaysSoFirst() {
		ApplicationRecord instance = new ApplicationRecord("orders", 4711, null, "/srv/orders", today(),
				Map.of("server", 8080), Map.of("server", "http://localhost:8080/"), false);
		PortConflictException exception = new PortConflictException(
				new Resolution.Refused(this.request, new BindOutcome.InUse(), null, this.attempts, this.freePort), PROD,
				instance);
		assertThat(analyze(exception).getDescription()).isNotNull()
			.startsWith("This application is already running at http://localhost:8080/, as PID 4711 (since 09:12).");
	}

	@Test
	void analyzeWhenPortIsNotConfiguredSaysDefault() {
		this.request = new PortRequest("server", "server.port", null, 8080, null, 100, Fallback.NONE, Hold.GUARD, null,
				new UrlTemplate("http", "/"));
		assertThat(analyze(exception(new BindOutcome.InUse(), null, PROD)).getDescription())
			.startsWith("Port 8080 for server.port (default) is in use (owner unknown).");
	}

	@Test
	void analyzeWhenNoPortIsFreeDoesNotSuggestOne() {
		this.freePort = OptionalInt.empty();
		assertThat(analyze(exception(new BindOutcome.InUse(), null, PROD)).getAction()).isEqualTo(LET_MOVE);
	}

	@Test
	void analyzeWhenAdjacentPortsAreExhausted() {
		this.request = request(8080, Fallback.ADJACENT, null, null);
		tried(8080, 8082);
		FallbackVerdict verdict = FallbackVerdict.configured(Fallback.ADJACENT, "test");
		assertAnalysis(exception(new BindOutcome.InUse(), null, verdict), """
				Port 8080 for server.port (%s) is in use (owner unknown).

				None of the 2 other ports that were tried could be had: port-resolver.fallback is adjacent \
				(test).""".formatted(ORIGIN), FREE_PORT + """
				- Let it try more ports:
				      --port-resolver.fallback=adjacent-then-random""");
	}

	@Test
	void analyzeWhenNoOtherPortMayBeTried() {
		this.request = request(8080, Fallback.ADJACENT, null, null);
		tried(8080, 8080);
		FallbackVerdict verdict = FallbackVerdict.configured(Fallback.ADJACENT, "test");
		assertThat(analyze(exception(new BindOutcome.InUse(), null, verdict)).getDescription())
			.endsWith("No other port may be tried: port-resolver.fallback is adjacent (test).");
	}

	@Test
	void analyzeWhenRangeIsExhaustedAfterAdjacentPorts() {
		this.request = request(8080, Fallback.ADJACENT_THEN_RANDOM, null, new PortRange(9000, 9001));
		tried(8080, 8081);
		FallbackVerdict verdict = FallbackVerdict.configured(Fallback.ADJACENT_THEN_RANDOM, "test");
		assertThat(analyze(exception(new BindOutcome.InUse(), null, verdict)).getAction())
			.isEqualTo(FREE_PORT + "- Let it try more ports:\n      --port-resolver.random.range=20000-29999");
	}

	@Test
	void analyzeWhenRangeIsExhaustedForRandomPort() {
		this.request = request(0, Fallback.NONE, null, new PortRange(9000, 9001));
		tried(9000, 9001);
		assertAnalysis(exception(new BindOutcome.InUse(), null, PROD), """
				No random port for server.port (%s) could be had: each of the 2 ports that were tried in \
				port-resolver.random.range (9000-9001) is taken.""".formatted(ORIGIN), FREE_PORT + """
				- Let it try more ports:
				      --port-resolver.random.range=20000-29999""");
	}

	@Test
	void analyzeWhenPrivilegedPortIsDenied() {
		this.request = request(80, Fallback.NONE, null, null);
		assertAnalysis(exception(new BindOutcome.Denied(80), null, PROD),
				"Port 80 for server.port (" + ORIGIN + ") is privileged: this user is not permitted to bind it.",
				FREE_PORT + """
						- Permit ports from this one on to every user (Linux):
						      sudo sysctl net.ipv4.ip_unprivileged_port_start=80""");
	}

	@Test
	void analyzeWhenReservedPortIsDenied() {
		assertAnalysis(exception(new BindOutcome.Denied(8080), null, PROD), """
				Port 8080 for server.port (%s) is not permitted to this user: the system may have reserved it.
				%s""".formatted(ORIGIN, MAY_NOT_MOVE), FREE_PORT + LET_MOVE);
	}

	@Test
	void analyzeWhenAddressIsNotAvailable() throws Exception {
		this.request = request(8080, Fallback.ADJACENT, InetAddress.getByName("203.0.113.7"), null);
		BindException cause = new BindException("Cannot assign requested address");
		PortConflictException exception = exception(new BindOutcome.Unavailable(cause), null, PROD);
		assertAnalysis(exception, "Port 8080 for server.port (" + ORIGIN
				+ ") cannot be bound: 203.0.113.7 is not an address of this machine.", """
						- Bind every address by leaving server.address out, or the loopback address:
						      --server.address=127.0.0.1""");
		assertThat(exception).hasRootCause(cause);
	}

	@Test
	void analyzeWhenPortIsShadowed() {
		InetSocketAddress by = new InetSocketAddress("::1", 8080);
		assertAnalysis(exception(new BindOutcome.Shadowed(by), owner(4711L, "node", "not-" + ownUser()), PROD), """
				Port 8080 for server.port (%s) is in use on ::1 by PID 4711 (node, user not-%s, since 09:12), \
				which would get the connections made to localhost.
				%s""".formatted(ORIGIN, ownUser(), MAY_NOT_MOVE), FREE_PORT + LET_MOVE);
	}

	@Test
	void orderIsBeforeAnalyzersWithoutOne() {
		assertThat(new PortConflictFailureAnalyzer().getOrder()).isZero();
		assertThat(new InvalidPropertyFailureAnalyzer().getOrder()).isZero();
	}

	private void tried(int first, int last) {
		IntStream.rangeClosed(first, last)
			.mapToObj((port) -> new Attempt(port, PortSource.ADJACENT, new BindOutcome.InUse(), null))
			.forEach(this.attempts::add);
	}

	private PortConflictException exception(BindOutcome outcome, OwnerAnswer owner, FallbackVerdict verdict) {
		return new PortConflictException(
				new Resolution.Refused(this.request, outcome, owner, this.attempts, this.freePort), verdict, null);
	}

	private static void assertAnalysis(PortConflictException exception, String description, String action) {
		FailureAnalysis analysis = analyze(exception);
		assertThat(analysis.getDescription()).isEqualToNormalizingNewlines(description);
		assertThat(analysis.getAction()).isEqualToNormalizingNewlines(action);
		assertThat(analysis.getCause()).isSameAs(exception);
	}

	private static FailureAnalysis analyze(PortConflictException exception) {
		FailureAnalysis analysis = new PortConflictFailureAnalyzer().analyze(new IllegalStateException(exception));
		assertThat(analysis).isNotNull();
		return analysis;
	}

	private static PortRequest request(int port, Fallback fallback, InetAddress address, PortRange range) {
		return new PortRequest("server", "server.port", ORIGIN, port, address, 100, fallback, Hold.HAND_OFF, range,
				new UrlTemplate("http", "/"));
	}

	private static OwnerAnswer owner(long pid, String name, String user) {
		return new OwnerAnswer.Listening(List
			.of(new Listener(new InetSocketAddress(8080), new Owner(pid, name, user, today(), Path.of("/srv")))));
	}

	private static Instant today() {
		return LocalDate.now().atTime(LocalTime.of(9, 12)).atZone(ZoneId.systemDefault()).toInstant();
	}

	private static String ownUser() {
		String user = Owner.of(ProcessHandle.current()).user();
		assertThat(StringUtils.hasText(user)).isTrue();
		return user;
	}

}
