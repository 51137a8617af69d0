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
import java.net.ServerSocket;
import java.net.SocketException;
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
import java.util.stream.Stream;

import io.github.portresolver.Fallback;
import io.github.portresolver.Hold;
import io.github.portresolver.PortConflictException.Reason;
import io.github.portresolver.PortSource;
import io.github.portresolver.owner.Owner;
import io.github.portresolver.owner.OwnerAnswer;
import io.github.portresolver.owner.OwnerAnswer.Listener;
import io.github.portresolver.registry.ApplicationRecord;
import io.github.portresolver.resolve.BindOutcome;
import io.github.portresolver.resolve.PortAllocation.Attempt;
import io.github.portresolver.resolve.PortRange;
import io.github.portresolver.resolve.PortRequest;
import io.github.portresolver.resolve.PortRequest.FallbackVerdict;
import io.github.portresolver.resolve.PortRequest.PortKind;
import io.github.portresolver.resolve.PortRequest.UrlTemplate;
import io.github.portresolver.resolve.PortResolver.Resolution;
import io.github.portresolver.testsupport.Ports;
import io.github.portresolver.testsupport.PublishedPorts;
import io.github.portresolver.testsupport.Requests;
import org.junit.jupiter.api.Test;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.web.server.PortInUseException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PortRefusedFailureAnalyzer} and {@link PortRefusedException}.
 */
class PortRefusedFailureAnalyzerTests {

	private static final String ORIGIN = "class path resource [application.yml] - 2:9";

	private static final BindOutcome IN_USE = new BindOutcome.InUse();

	private static final String MUST_NOT_MOVE = """

			It must not move to another port: port-resolver.fallback=auto means none, because profile 'prod' is active.""";

	private static final String FREE_PORT = """
			- Start on a port that is free right now:
			      --server.port=8081
			""";

	private static final String MORE_PORTS = """
			- Let it try more ports:
			      --port-resolver.random.range=1024-65535""";

	private PortRequest request = request(8080, Fallback.NONE, null, null);

	private final List<Attempt> attempts = new ArrayList<>();

	private OptionalInt freePort = OptionalInt.of(8081);

	@Test
	void analyzeWhenOwnerIsOfSameUser() {
		assertAnalysis(exception(IN_USE, owner(4711L, ActionListTests.ownUser())), """
				Port 8080 for server.port (%s) is in use by PID 4711 (node, user %s, since 09:12).
				%s""".formatted(ORIGIN, ActionListTests.ownUser(), MUST_NOT_MOVE), """
				- Stop the process that is using the port:
				      kill 4711
				%s- Let it move, if clients can find it on another port:
				      --port-resolver.fallback=adjacent""".formatted(FREE_PORT));
	}

	@Test
	void analyzeSaysWhoIsAnotherInstanceFirst() {
		ApplicationRecord instance = new ApplicationRecord("", "orders", 4711, "/srv/orders", today(),
				Map.of("server", 8080), Map.of("server", "http://localhost:8080/"), false);
		PortRefusedException exception = new PortRefusedException(refused(IN_USE, null), instance);
		assertThat(analyze(exception).getDescription())
			.startsWith("This application is already running at http://localhost:8080/ as PID 4711 (since 09:12).");
		this.request = Requests.serverByDefault(Fallback.NONE);
		assertThat(analyze(exception(IN_USE, null)).getDescription())
			.startsWith("Port 8080 for server.port (default) is in use (owner unknown).");
	}

	@Test
	void analyzeWhenNoAdjacentPortOrNoneAtAllIsFreeDoesNotSuggestThem() {
		this.freePort = OptionalInt.of(8079);
		assertThat(analyze(exception(IN_USE, null)).getAction()).contains("--server.port=8079")
			.endsWith("--port-resolver.fallback=adjacent-then-random");
		this.freePort = OptionalInt.empty();
		assertThat(analyze(exception(IN_USE, null)).getAction())
			.isEqualTo("Stop the process that is using the port, or configure another port.");
	}

	@Test
	void analyzeWhenAdjacentPortsAreExhausted() {
		this.request = request(8080, Fallback.ADJACENT, null, null);
		tried(8080, 8080);
		assertThat(analyze(exception(IN_USE, null)).getDescription())
			.endsWith("No other port is available: port-resolver.fallback is adjacent (test).");
		tried(8081, 8082);
		assertAnalysis(exception(IN_USE, null), """
				Port 8080 for server.port (%s) is in use (owner unknown).

				None of the 2 other ports tried is available: port-resolver.fallback is adjacent (test).\
				""".formatted(ORIGIN), FREE_PORT + """
				- Let it try random ports as well:
				      --port-resolver.fallback=adjacent-then-random""");
	}

	@Test
	void analyzeWhenRangeIsExhaustedForRandomPortOrAfterAdjacentPorts() {
		this.request = request(8080, Fallback.ADJACENT_THEN_RANDOM, null, new PortRange(9000, 9001));
		assertThat(analyze(exception(IN_USE, null)).getAction()).isEqualTo(FREE_PORT + MORE_PORTS);
		this.request = request(0, Fallback.NONE, null, new PortRange(9000, 9001));
		assertThat(analyze(exception(IN_USE, null)).getDescription())
			.endsWith(": every port in port-resolver.random.range (9000-9001) is excluded.");
		tried(9000, 9000);
		assertThat(analyze(exception(IN_USE, null)).getDescription())
			.endsWith(": the only port tried in port-resolver.random.range (9000-9001) is in use.");
		tried(9001, 9001);
		assertAnalysis(exception(IN_USE, null),
				"No random port is available for server.port (" + ORIGIN
						+ "): none of the 2 ports tried in port-resolver.random.range (9000-9001) is available.",
				FREE_PORT + MORE_PORTS);
	}

	@Test
	void analyzeWhenSystemHasNoRandomPort() {
		this.request = request(0, Fallback.NONE, null, null);
		tried(0, 0);
		assertThat(analyze(exception(IN_USE, null)).getDescription()).isEqualTo("No random port is available for "
				+ "server.port (" + ORIGIN + "): the operating system assigned none that may be used.");
		this.request = request(8080, Fallback.RANDOM, null, null);
		tried(8080, 8080);
		assertThat(analyze(exception(IN_USE, null)).getDescription())
			.endsWith("No other port is available: port-resolver.fallback is random (test).");
		tried(40000, 40000);
		assertThat(analyze(exception(IN_USE, null)).getDescription())
			.endsWith("The other port tried is not available: port-resolver.fallback is random (test).");
	}

	@Test
	void analyzeWhenPrivilegedPortIsDenied() {
		this.request = request(80, Fallback.NONE, null, null);
		assertAnalysis(exception(failed(Reason.PERMISSION_DENIED, 80), null), "Port 80 for server.port (" + ORIGIN
				+ ") cannot be bound: permission denied (ports below 1024 are privileged).", FREE_PORT + """
						- Allow all users to bind this port and higher ones (Linux):
						      sudo sysctl net.ipv4.ip_unprivileged_port_start=80""");
	}

	@Test
	void analyzeWhenReservedPortIsDeniedDoesNotSuggestToMove() {
		assertAnalysis(exception(failed(Reason.PERMISSION_DENIED, 8080), null), """
				Port 8080 for server.port (%s) cannot be bound: permission denied (the operating system may have \
				reserved the port).
				%s""".formatted(ORIGIN, MUST_NOT_MOVE), FREE_PORT.stripTrailing());
	}

	@Test
	void analyzeWhenAddressIsNotAvailable() throws Exception {
		this.request = request(8080, Fallback.ADJACENT, InetAddress.getByName("203.0.113.7"), null);
		BindException cause = new BindException("Cannot assign requested address");
		PortRefusedException exception = exception(new BindOutcome.Failed(Reason.ADDRESS_NOT_AVAILABLE, 8080, cause),
				null);
		assertAnalysis(exception, "Port 8080 for server.port (" + ORIGIN
				+ ") cannot be bound: 203.0.113.7 is not an address of this machine.", """
						- Bind the loopback address, or remove server.address to bind every address:
						      --server.address=127.0.0.1""");
		assertThat(exception).hasRootCause(cause);
	}

	@Test
	void analyzeWhenNoSocketCouldBeOpened() {
		SocketException cause = new SocketException("Too many open files");
		PortRefusedException exception = exception(new BindOutcome.Failed(Reason.NO_SOCKET, 8080, cause), null);
		assertAnalysis(exception,
				"Port 8080 for server.port (" + ORIGIN
						+ ") cannot be bound: no socket could be opened (Too many open files).",
				"""
						- Close files and sockets that are not needed, or raise the limit in the shell that starts the application (Linux):
						      sudo prlimit --pid $$ --nofile=65536:65536""");
		assertThat(exception).hasRootCause(cause);
		assertThat(exception.getExitCode()).isEqualTo(24);
	}

	@Test
	void analyzeWhenNamedPortHasFallbackOfItsOwnNamesIt() {
		this.request = named(Fallback.NONE, 5005, null);
		assertAnalysis(exception(IN_USE, null),
				"""
						Port 5005 for app.debug (test) is in use (owner unknown).

						It must not move to another port: port-resolver.ports.debug.fallback is none (application.yml - 4:13).""",
				"""
						- Start on a port that is free right now:
						      --app.debug=8081
						- Let it move, if clients can find it on another port:
						      --port-resolver.ports.debug.fallback=adjacent""");
	}

	@Test
	void analyzeWhenRangeOfNamedPortIsExhaustedNamesIt() {
		this.request = named(Fallback.NONE, 0, new PortRange(9000, 9001));
		FailureAnalysis analysis = analyze(exception(new BindOutcome.Leased(null), null));
		assertThat(analysis.getDescription()).contains("port-resolver.ports.debug.random.range (9000-9001)");
		assertThat(analysis.getAction()).endsWith("--port-resolver.ports.debug.random.range=1024-65535");
	}

	@Test
	void analyzeWhenPortWasLostAtTheBindOfAServerNamesWhoTookIt() throws Exception {
		try (ServerSocket taken = Ports.taken()) {
			int port = taken.getLocalPort();
			BindException lost = PortRefusedException.atBind(this.request, port, IN_USE, new BindException());
			FailureAnalysis analysis = analyze(new PortInUseException(port, lost));
			assertThat(analysis.getDescription())
				.startsWith("Port " + port + " for server.port (" + ORIGIN + ") was taken by this process, PID "
						+ ProcessHandle.current().pid() + " (java ")
				.endsWith(") while the server was binding it.");
			assertThat(analysis.getAction())
				.isEqualTo("- Start on a port that is free right now:%n      --server.port=%d".formatted(port + 1));
			assertThat(lost).hasMessage("Address already in use");
			assertThat(lost.getCause()).isInstanceOfSatisfying(PortRefusedException.class, (cause) -> {
				assertThat(cause.getPort()).isEqualTo(port);
				assertThat(cause.getExitCode()).isEqualTo(98);
			});
		}
	}

	@Test
	void exceptionNamesPortPropertyAndOwnerAndItsExitCodeIsErrnoOfLinux() {
		assertThat(exception(IN_USE, PublishedPorts.owner(4711L, "java orders.jar", "alice")))
			.hasMessage("Port 8080 for server.port is in use by PID 4711 (java orders.jar, user alice)");
		assertThat(Stream.of(IN_USE, new BindOutcome.Shadowed(new InetSocketAddress(8080)),
				failed(Reason.PERMISSION_DENIED, 80), failed(Reason.PERMISSION_DENIED, 50000),
				failed(Reason.ADDRESS_NOT_AVAILABLE, 8080)))
			.extracting((outcome) -> exception(outcome, null).getExitCode())
			.containsExactly(98, 98, 13, 13, 99);
	}

	private static BindOutcome failed(Reason reason, int port) {
		return new BindOutcome.Failed(reason, port, new BindException());
	}

	private void tried(int first, int last) {
		IntStream.rangeClosed(first, last)
			.mapToObj((port) -> new Attempt(port, PortSource.ADJACENT, IN_USE))
			.forEach(this.attempts::add);
	}

	private Resolution.Refused refused(BindOutcome outcome, OwnerAnswer owner) {
		return new Resolution.Refused(this.request, outcome, owner, this.attempts, this.freePort,
				this.freePort.orElse(0) > this.request.port());
	}

	private PortRefusedException exception(BindOutcome outcome, OwnerAnswer owner) {
		return new PortRefusedException(refused(outcome, owner), null);
	}

	private static void assertAnalysis(PortRefusedException exception, String description, String action) {
		FailureAnalysis analysis = analyze(exception);
		assertThat(analysis.getDescription()).isEqualToNormalizingNewlines(description);
		assertThat(analysis.getAction()).isEqualToNormalizingNewlines(action);
		assertThat(analysis.getCause()).isSameAs(exception);
	}

	private static FailureAnalysis analyze(RuntimeException exception) {
		FailureAnalysis analysis = new PortRefusedFailureAnalyzer().analyze(new IllegalStateException(exception));
		assertThat(analysis).isNotNull();
		return analysis;
	}

	private static PortRequest request(int port, Fallback fallback, InetAddress address, PortRange range) {
		return Requests.request("server", "server.port", ORIGIN, port, address, fallback, Hold.HAND_OFF, range);
	}

	private static PortRequest named(Fallback fallback, int port, PortRange range) {
		FallbackVerdict own = FallbackVerdict.configured("port-resolver.ports.debug.fallback", fallback,
				"application.yml - 4:13");
		return new PortRequest(PortKind.NAMED, "debug", "app.debug", List.of(), String.valueOf(port), "test", port,
				null, 0, own, Hold.LEASE, range, new UrlTemplate("tcp", ""));
	}

	private static OwnerAnswer owner(long pid, String user) {
		return OwnerAnswer.of(List
			.of(new Listener(new InetSocketAddress(8080), new Owner(pid, "node", user, today(), Path.of("/srv")))));
	}

	private static Instant today() {
		return LocalDate.now().atTime(LocalTime.of(9, 12)).atZone(ZoneId.systemDefault()).toInstant();
	}

}
