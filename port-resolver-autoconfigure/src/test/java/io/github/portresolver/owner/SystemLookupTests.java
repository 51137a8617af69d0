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

package io.github.portresolver.owner;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import io.github.portresolver.owner.OwnerAnswer.Listener;
import io.github.portresolver.testsupport.ForkedJvm;
import io.github.portresolver.testsupport.Privileged;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import oshi.SystemInfo;
import oshi.software.os.InternetProtocolStats.IPConnection;
import oshi.software.os.InternetProtocolStats.TcpState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the lookups of real sockets and processes on Linux, held against what OSHI
 * says.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(120)
class SystemLookupTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	@ParameterizedTest
	@CsvSource({ "PROC, INET, 127.0.0.1", "LSOF, INET, 127.0.0.1", "PROC, INET6, 127.0.0.1", "LSOF, INET6, 127.0.0.1",
			"PROC, INET6, ::1", "LSOF, INET6, ::1", "PROC, INET6, ::", "LSOF, INET6, ::" })
	void findWhenOwnListenerReturnsThisProcess(Source source, StandardProtocolFamily family, String host)
			throws Exception {
		try (ServerSocketChannel channel = ServerSocketChannel.open(family)) {
			channel.bind(new InetSocketAddress(host, 0));
			int port = channel.socket().getLocalPort();
			InetSocketAddress expected = new InetSocketAddress(host, port);
			assertThat(source.owners().find(port, TIMEOUT))
				.isEqualTo(OwnerAnswer.of(List.of(new Listener(expected, Owner.of(ProcessHandle.current().pid())))));
			assertThat(oshi(port)).singleElement().satisfies((connection) -> {
				assertThat(connection.getowningProcessId()).isEqualTo((int) ProcessHandle.current().pid());
				assertThat(InetAddress.getByAddress(connection.getLocalAddress())).isEqualTo(expected.getAddress());
			});
		}
	}

	@ParameterizedTest
	@EnumSource
	void findWhenOneListenerPerFamilyReturnsBoth(Source source) throws Exception {
		try (ServerSocketChannel ipv6 = ServerSocketChannel.open();
				ForkedJvm ipv4 = ListenerMain.command().start("127.0.0.1")) {
			int port = ListenerMain.port(ipv4);
			ipv6.bind(new InetSocketAddress("::1", port));
			assertThat(source.owners().find(port, TIMEOUT).listeners()).extracting((listener) -> listener.owner().pid())
				.containsExactlyInAnyOrder(ipv4.pid(), ProcessHandle.current().pid());
			assertThat(conflicting(source, "127.0.0.1", port)).isEqualTo(ipv4.pid());
			assertThat(conflicting(source, "::1", port)).isEqualTo(ProcessHandle.current().pid());
		}
	}

	private static Long conflicting(Source source, String host, int port) {
		return PortOwners.await(source.owners().start(new InetSocketAddress(host, port)), TIMEOUT).owner().pid();
	}

	@ParameterizedTest
	@EnumSource
	void findWhenAnotherProcessListensDescribesIt(Source source) throws Exception {
		try (ForkedJvm listener = ListenerMain.command().start("127.0.0.1")) {
			assertDescribed(source, listener, ProcessHandle.current().info().user().orElseThrow(), true);
			assertThat(oshi(ListenerMain.port(listener))).extracting(IPConnection::getowningProcessId)
				.containsExactly((int) listener.pid());
		}
	}

	@ParameterizedTest
	@EnumSource
	void findWhenPortIsBoundButNobodyListensReturnsNoListener(Source source) throws Exception {
		try (SocketChannel bound = SocketChannel.open()) {
			bound.bind(new InetSocketAddress("127.0.0.1", 0));
			int port = ((InetSocketAddress) bound.getLocalAddress()).getPort();
			assertThat(source.owners().find(port, TIMEOUT)).isEqualTo(
					(source == Source.PROC) ? OwnerAnswer.of(List.of()) : OwnerAnswer.unknown("lsof shows none"));
		}
	}

	@ParameterizedTest
	@EnumSource
	void findWhenRootLooksAtAnotherUsersProcessDescribesIt(Source source) throws Exception {
		try (ForkedJvm listener = ListenerMain.command().asUser(Privileged.NOBODY).start("127.0.0.1")) {
			assertDescribed(source, listener, "nobody", false);
		}
	}

	private static void assertDescribed(Source source, ForkedJvm listener, String user, boolean sameUser)
			throws Exception {
		Owner owner = source.owners().find(ListenerMain.port(listener), TIMEOUT).owner();
		assertThat(owner).isEqualTo(Owner.of(listener.pid()));
		assertThat(owner.pid()).isEqualTo(listener.pid());
		assertThat(owner.name()).isEqualTo("java " + ListenerMain.class.getName());
		assertThat(owner.user()).isEqualTo(user);
		assertThat(owner.since()).isBetween(Instant.now().minusSeconds(300), Instant.now().plusSeconds(5));
		assertThat(owner.directory()).isEqualTo(Path.of("").toRealPath());
		assertThat(owner.toString()).doesNotContain("secret");
		assertThat(owner.isSameUser()).isEqualTo(sameUser);
	}

	@Test
	void findWhenAnotherUserLooksKnowsOnlyTheUser() throws Exception {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			assertThat(lookUpAs(Privileged.NOBODY, socket.getLocalPort()))
				.isEqualTo("a process of user root, same user: false");
		}
	}

	@ParameterizedTest
	@CsvSource({ "65534, 127.0.0.1, ', user nobody, since '", "54321, ::1, ', uid 54321, since '" })
	void findWhenAnotherUserLooksAtItsOwnProcessDescribesIt(int uid, String host, String user) throws Exception {
		try (ForkedJvm listener = ListenerMain.command().asUser(uid).start(host)) {
			assertThat(lookUpAs(uid, ListenerMain.port(listener)))
				.startsWith("PID " + listener.pid() + " (java " + ListenerMain.class.getName())
				.contains(user)
				.endsWith("same user: true");
		}
	}

	private static String lookUpAs(int uid, int port) throws Exception {
		return ForkedJvm.of(LookupMain.class).asUser(uid).run(port).get(0);
	}

	private static List<IPConnection> oshi(int port) {
		return new SystemInfo().getOperatingSystem()
			.getInternetProtocolStats()
			.getConnections()
			.stream()
			.filter((connection) -> connection.getLocalPort() == port && connection.getState() == TcpState.LISTEN)
			.toList();
	}

	/**
	 * Prints who listens on a port, as the user that runs this sees it.
	 */
	public static final class LookupMain {

		private LookupMain() {
		}

		public static void main(String[] args) {
			OwnerAnswer answer = PortOwners.ofSystem().find(Integer.parseInt(args[0]), Duration.ofSeconds(20));
			Owner owner = answer.owner();
			System.out.println((owner != null) ? owner.describe() + ", same user: " + owner.isSameUser() : answer);
		}

	}

	/**
	 * A source that works on Linux.
	 */
	enum Source {

		PROC, LSOF;

		PortOwners owners() {
			if (this == PROC) {
				return PortOwners.ofSystem();
			}
			Assumptions.assumeTrue(Stream.of("/usr/bin/lsof", "/usr/sbin/lsof", "/bin/lsof")
				.anyMatch((path) -> Files.isExecutable(Path.of(path))), "lsof is not installed");
			return new PortOwners(new LsofLookup(new ProcessRunner("lsof"), ProcessDetails.ofSystem()));
		}

	}

}
