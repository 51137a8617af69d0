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

package io.github.portresolver.actuate;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.github.portresolver.Fallback;
import io.github.portresolver.Hold;
import io.github.portresolver.actuate.PortsDescriptor.OwnerDescriptor;
import io.github.portresolver.actuate.PortsDescriptor.PortStateDescriptor;
import io.github.portresolver.actuate.PortsDescriptor.UnixSocketDescriptor;
import io.github.portresolver.handoff.HeldPorts;
import io.github.portresolver.handoff.Transport;
import io.github.portresolver.owner.Owner;
import io.github.portresolver.owner.OwnerAnswer;
import io.github.portresolver.owner.OwnerAnswer.Listener;
import io.github.portresolver.owner.PortOwners;
import io.github.portresolver.resolve.PortRequest;
import io.github.portresolver.testsupport.Ports;
import io.github.portresolver.testsupport.PublishedPorts;
import io.github.portresolver.testsupport.RecordingLog;
import io.github.portresolver.testsupport.Requests;
import io.github.portresolver.unix.UnixSocket;
import io.github.portresolver.unix.UnixSocketRequest;
import io.github.portresolver.unix.UnixSocketRequest.SocketPermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.annotation.ReflectiveRuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PortsEndpoint} and {@link PortsEndpointWebExtension}.
 */
class PortsEndpointTests {

	private static final Owner ALICE = new Owner(4711L, "java orders.jar", "alice",
			Instant.parse("2026-11-21T09:12:00Z"), Path.of("/srv/orders"));

	@Test
	void portsWhenNothingWasResolvedIsEmpty() {
		PortsDescriptor descriptor = endpoint(HeldPorts.none(), Show.ALWAYS).ports();
		assertThat(descriptor.ports()).isEmpty();
		assertThat(descriptor.fallback()).isNull();
		assertThat(descriptor.unixSocket()).isNull();
		assertThat(descriptor.applications()).as("without a registry").isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "NEVER", "WHEN_AUTHORIZED" })
	void portsWhenValuesAreNotShownHidesUserAndDirectory(Show show) {
		assertThat(owner(ports(extension(show), SecurityContext.NONE)))
			.isEqualTo(new OwnerDescriptor(4711L, "java orders.jar", "2026-11-21T09:12:00Z", "******", "******"));
	}

	@Test
	void portsOfExtensionWhenAuthorizedShowsValues() {
		PortsEndpointWebExtension extension = extension(Show.WHEN_AUTHORIZED, "ops");
		assertThat(owner(ports(extension, new Caller("ops"))).user()).isEqualTo("alice");
		assertThat(owner(ports(extension, new Caller("guest"))).user()).isEqualTo("******");
	}

	@Test
	void portsHeedsSanitizingFunctions() {
		SanitizingFunction function = (data) -> data.getKey().equals("port-resolver.owner.directory")
				? data.withValue("(hidden)") : data;
		PortsEndpoint endpoint = new PortsEndpoint(moved(8080), null, null, PortOwners.ofSystem(),
				Duration.ofSeconds(1), List.of(function), Show.ALWAYS);
		assertThat(owner(endpoint.ports()).directory()).isEqualTo("(hidden)");
		assertThat(owner(endpoint.ports()).user()).isEqualTo("alice");
	}

	@Test
	void portWhenTriedIsAnsweredWithoutUserAndDirectory() throws Exception {
		try (ServerSocket taken = Ports.taken("127.0.0.1")) {
			PortStateDescriptor state = endpoint(moved(taken.getLocalPort()), Show.NEVER).port(taken.getLocalPort());
			assertThat(state).isNotNull();
			assertThat(state.state()).isEqualTo("in-use");
			assertThat(state.listeners()).singleElement().satisfies((listener) -> {
				assertThat(listener.address()).isEqualTo("127.0.0.1");
				assertThat(listener.owner().pid()).isEqualTo(ProcessHandle.current().pid());
				assertThat(listener.owner().name()).startsWith("java");
				assertThat(listener.owner().user()).isEqualTo("******");
				assertThat(listener.owner().directory()).isEqualTo("******");
			});
		}
	}

	@Test
	void portWhenNotTriedIsAnsweredOnlyIfValuesAreShown() throws Exception {
		try (ServerSocket taken = Ports.taken("127.0.0.1")) {
			int port = taken.getLocalPort();
			assertThat(endpoint(moved(8080), Show.NEVER).port(port)).isNull();
			PortStateDescriptor state = endpoint(moved(8080), Show.ALWAYS).port(port);
			assertThat(state).isNotNull();
			assertThat(state.listeners().get(0).owner().user())
				.isEqualTo(Owner.of(ProcessHandle.current().pid()).user());
			assertThat(state.listeners().get(0).owner().directory()).isEqualTo(Path.of("").toAbsolutePath().toString());
		}
	}

	@Test
	void portWhenNobodyListensIsFree() {
		int port = Ports.free();
		assertThat(endpoint(moved(8080), Show.ALWAYS).port(port))
			.isEqualTo(new PortStateDescriptor(port, "free", List.of()));
	}

	@Test
	void portWhenOwnerCannotBeFoundInTimeStillTellsState() throws Exception {
		try (ServerSocket taken = Ports.taken("127.0.0.1")) {
			PortsEndpoint endpoint = new PortsEndpoint(moved(8080), null, null, PortOwners.ofSystem(), Duration.ZERO,
					List.of(), Show.ALWAYS);
			assertThat(endpoint.port(taken.getLocalPort())).isNotNull()
				.extracting(PortStateDescriptor::state)
				.isEqualTo("in-use");
		}
	}

	@Test
	void portOfExtensionWhenNotTriedDependsOnRole() throws Exception {
		PortsEndpointWebExtension extension = extension(Show.WHEN_AUTHORIZED, "ops");
		try (ServerSocket taken = Ports.taken("127.0.0.1")) {
			assertThat(extension.port(new Caller("ops"), taken.getLocalPort()).getStatus()).isEqualTo(200);
			assertThat(extension.port(new Caller("guest"), taken.getLocalPort()).getStatus()).isEqualTo(404);
		}
	}

	@Test
	void portsTellsTheUnixSocketAndItsState() throws IOException {
		Path directory = Files.createTempDirectory(Path.of("/tmp"), "pr");
		String path = directory.resolve("app.sock").toString();
		UnixSocketRequest request = new UnixSocketRequest(path, null, SocketPermissions.valueOf("rw-rw----"), true, 0);
		UnixSocket socket = UnixSocket.bind(request, Duration.ZERO, Duration.ZERO, new RecordingLog());
		PortsEndpoint endpoint = new PortsEndpoint(HeldPorts.none(), socket, null, PortOwners.ofSystem(), Duration.ZERO,
				List.of(), Show.NEVER);
		try {
			assertThat(endpoint.ports().unixSocket()).isEqualTo(new UnixSocketDescriptor(path, "rw-rw----", "held"));
		}
		finally {
			socket.destroy();
			Files.delete(directory);
		}
		assertThat(endpoint.ports().unixSocket().state()).isEqualTo("closed");
	}

	@Test
	void springBootsHintsForOperationsLetJacksonReadRecords() {
		RuntimeHints hints = new RuntimeHints();
		new ReflectiveRuntimeHintsRegistrar().registerRuntimeHints(hints, PortsEndpoint.class);
		assertThat(
				Stream.concat(Stream.of(PortsDescriptor.class), Stream.of(PortsDescriptor.class.getDeclaredClasses()))
					.map(Class::getRecordComponents)
					.flatMap(Stream::of))
			.hasSizeGreaterThan(PortsDescriptor.class.getDeclaredClasses().length)
			.extracting(RecordComponent::getAccessor)
			.allMatch((accessor) -> RuntimeHintsPredicates.reflection().onMethodInvocation(accessor).test(hints));
	}

	private static PortsDescriptor ports(PortsEndpointWebExtension extension, SecurityContext caller) {
		return (PortsDescriptor) extension.ports(caller, PortsEndpoint.Format.ACTUATOR, null).getBody();
	}

	private static OwnerDescriptor owner(PortsDescriptor descriptor) {
		return descriptor.ports().get("server").attempts().get(0).owner();
	}

	private static PortsEndpoint endpoint(HeldPorts ports, Show show) {
		return new PortsEndpoint(ports, null, null, PortOwners.ofSystem(), Duration.ofSeconds(5), List.of(), show);
	}

	private static PortsEndpointWebExtension extension(Show show, String... roles) {
		return new PortsEndpointWebExtension(endpoint(moved(8080), show),
				new PortsEndpointProperties(show, Set.of(roles)), "");
	}

	private static HeldPorts moved(int requested) {
		PortRequest request = Requests.request("server", "server.port", "application.yml - 2:9", requested, null,
				Fallback.ADJACENT, Hold.HAND_OFF, null);
		OwnerAnswer owner = OwnerAnswer.of(List.of(new Listener(new InetSocketAddress("127.0.0.1", requested), ALICE)));
		return new HeldPorts(List.of(PublishedPorts.moved(request, 8081, owner)), List.of(),
				Requests.verdict(Fallback.ADJACENT), Transport.AUTO);
	}

	/**
	 * Someone with one role.
	 */
	private record Caller(String role) implements SecurityContext {

		@Override
		public Principal getPrincipal() {
			return () -> "someone";
		}

		@Override
		public boolean isUserInRole(String role) {
			return this.role.equals(role);
		}

	}

}
