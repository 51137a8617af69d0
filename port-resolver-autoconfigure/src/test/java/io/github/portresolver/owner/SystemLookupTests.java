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
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
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
	@EnumSource
	void findWhenOwnIpv4ListenerReturnsThisProcess(Source source) throws Exception {
		try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.INET)) {
			channel.bind(new InetSocketAddress("127.0.0.1", 0));
			assertThisProcess(source, channel, "127.0.0.1");
		}
	}

	@ParameterizedTest
	@EnumSource
	void findWhenOwnIpv6ListenerReturnsThisProcess(Source source) throws Exception {
		try (ServerSocketChannel channel = ServerSocketChannel.open()) {
			channel.bind(new InetSocketAddress("::1", 0));
			assertThisProcess(source, channel, "::1");
		}
	}

	@ParameterizedTest
	@EnumSource
	void findWhenOwnMappedListenerShowsIpv4(Source source) throws Exception {
		try (ServerSocketChannel channel = ServerSocketChannel.open()) {
			channel.bind(new InetSocketAddress("127.0.0.1", 0));
			assertThisProcess(source, channel, "127.0.0.1");
		}
	}

	@ParameterizedTest
	@EnumSource
	void findWhenOwnDualStackListenerShowsTheWildcard(Source source) throws Exception {
		try (ServerSocketChannel channel = ServerSocketChannel.open()) {
			channel.bind(new InetSocketAddress("::", 0));
			assertThisProcess(source, channel, "::");
		}
	}

	@ParameterizedTest
	@EnumSource
	void findWhenOneListenerPerFamilyReturnsBoth(Source source) throws Exception {
		try (ServerSocketChannel ipv6 = ServerSocketChannel.open();
				ForkedListener ipv4 = ForkedListener.java("127.0.0.1")) {
			ipv6.bind(new InetSocketAddress("::1", ipv4.port()));
			assertThat(listeners(source.owners().find(ipv4.port(), TIMEOUT)))
				.extracting((listener) -> listener.owner().pid())
				.containsExactlyInAnyOrder(ipv4.process().pid(), ProcessHandle.current().pid());
		}
	}

	@ParameterizedTest
	@EnumSource
	void findWhenAnotherProcessListensDescribesIt(Source source) throws Exception {
		try (ForkedListener listener = ForkedListener.java("127.0.0.1")) {
			Owner owner = source.owners().find(listener.port(), TIMEOUT).owner();
			assertThat(owner).isEqualTo(Owner.of(listener.process().toHandle()));
			assertThat(owner.name()).isEqualTo("java " + ListenerMain.class.getName());
			assertThat(owner.toString()).doesNotContain("secret");
			assertThat(owner.isSameUser()).isTrue();
			assertThat(oshi(listener.port())).extracting(IPConnection::getowningProcessId)
				.containsExactly((int) listener.process().pid());
		}
	}

	@ParameterizedTest
	@EnumSource
	void findWhenAnotherProcessRenamedItselfHasNoControlCharacters(Source source) throws Exception {
		List<String> command = new ArrayList<>(List.of("bash", "-c", "exec -a $'evil\\n\\e[31mname' \"$@\"", "bash"));
		command.addAll(ForkedListener.javaCommand(ForkedListener.classes(ListenerMain.class).toString(),
				ListenerMain.class, "127.0.0.1"));
		try (ForkedListener listener = ForkedListener.start(command)) {
			Owner owner = source.owners().find(listener.port(), TIMEOUT).owner();
			assertThat(owner).extracting(Owner::name).isEqualTo("java " + ListenerMain.class.getName());
		}
	}

	@ParameterizedTest
	@EnumSource
	void findWhenPortIsBoundButNobodyListensReturnsNobody(Source source) throws Exception {
		try (SocketChannel bound = SocketChannel.open()) {
			bound.bind(new InetSocketAddress("127.0.0.1", 0));
			int port = ((InetSocketAddress) bound.getLocalAddress()).getPort();
			assertThat(source.owners().find(port, TIMEOUT)).isEqualTo(new OwnerAnswer.Nobody());
		}
	}

	@ParameterizedTest
	@EnumSource
	void findWhenProcessHasEndedReturnsNobody(Source source) throws Exception {
		ForkedListener listener = ForkedListener.java("127.0.0.1");
		listener.close();
		assertThat(listener.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
		try (SocketChannel reserved = SocketChannel.open()) {
			reserved.bind(new InetSocketAddress("127.0.0.1", listener.port()));
			assertThat(source.owners().find(listener.port(), TIMEOUT)).isEqualTo(new OwnerAnswer.Nobody());
		}
	}

	@ParameterizedTest
	@EnumSource
	void findWhenRootLooksAtAnotherUsersProcessDescribesIt(Source source, @TempDir Path directory) throws Exception {
		assumeRoot();
		try (ForkedListener listener = ForkedListener
			.start(asUser("nobody", directory, ListenerMain.class, "127.0.0.1"))) {
			Owner owner = source.owners().find(listener.port(), TIMEOUT).owner();
			assertThat(owner).isEqualTo(Owner.of(listener.process().toHandle()));
			assertThat(owner.pid()).isEqualTo(listener.process().pid());
			assertThat(owner.name()).isEqualTo("java " + ListenerMain.class.getName());
			assertThat(owner.user()).isEqualTo("nobody");
			assertThat(owner.isSameUser()).isFalse();
		}
	}

	@Test
	void findWhenAnotherUserLooksKnowsOnlyTheUser(@TempDir Path directory) throws Exception {
		assumeRoot();
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			assertThat(lookUpAs("nobody", directory, socket.getLocalPort()))
				.isEqualTo("a process of user root, same user: false");
		}
	}

	@Test
	void findWhenAnotherUserLooksAtItsOwnProcessDescribesIt(@TempDir Path directory) throws Exception {
		assumeRoot();
		try (ForkedListener listener = ForkedListener
			.start(asUser("nobody", directory, ListenerMain.class, "127.0.0.1"))) {
			assertThat(lookUpAs("nobody", directory, listener.port()))
				.startsWith("PID " + listener.process().pid() + " (java " + ListenerMain.class.getName())
				.contains("user nobody")
				.endsWith("same user: true");
		}
	}

	@Test
	void findWhenUserHasNoNameKnowsItsOwnProcess(@TempDir Path directory) throws Exception {
		assumeRoot();
		try (ForkedListener listener = ForkedListener.start(asUser("54321", directory, ListenerMain.class, "::1"))) {
			assertThat(lookUpAs("54321", directory, listener.port()))
				.startsWith("PID " + listener.process().pid() + " (java " + ListenerMain.class.getName())
				.contains(", uid 54321, since ")
				.endsWith("same user: true");
		}
	}

	private static String lookUpAs(String user, Path directory, int port) throws Exception {
		Process process = new ProcessBuilder(asUser(user, directory, LookupMain.class, String.valueOf(port)))
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		try {
			return ForkedListener.firstLine(process);
		}
		finally {
			process.destroyForcibly();
		}
	}

	private static void assertThisProcess(Source source, ServerSocketChannel channel, String address) throws Exception {
		InetSocketAddress local = (InetSocketAddress) channel.getLocalAddress();
		InetSocketAddress expected = new InetSocketAddress(address, local.getPort());
		assertThat(source.owners().find(local.getPort(), TIMEOUT))
			.isEqualTo(new OwnerAnswer.Listening(List.of(new Listener(expected, Owner.of(ProcessHandle.current())))));
		assertThat(oshi(local.getPort())).singleElement().satisfies((connection) -> {
			assertThat(connection.getowningProcessId()).isEqualTo((int) ProcessHandle.current().pid());
			assertThat(InetAddress.getByAddress(connection.getLocalAddress())).isEqualTo(expected.getAddress());
		});
	}

	private static List<IPConnection> oshi(int port) {
		return new SystemInfo().getOperatingSystem()
			.getInternetProtocolStats()
			.getConnections()
			.stream()
			.filter((connection) -> connection.getLocalPort() == port && connection.getState() == TcpState.LISTEN)
			.toList();
	}

	private static List<Listener> listeners(OwnerAnswer answer) {
		assertThat(answer).isInstanceOf(OwnerAnswer.Listening.class);
		return ((OwnerAnswer.Listening) answer).listeners();
	}

	private static void assumeRoot() {
		Assumptions.assumeTrue("root".equals(ProcessHandle.current().info().user().orElse(null)),
				"only root can start a process of another user");
		Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "setpriv is not installed");
	}

	private static List<String> asUser(String user, Path directory, Class<?> main, String... arguments)
			throws Exception {
		List<String> command = new ArrayList<>(
				List.of("/usr/bin/setpriv", "--reuid=" + user, "--regid=65534", "--clear-groups"));
		command.addAll(ForkedListener.javaCommand(readableClasses(directory), main, arguments));
		return command;
	}

	private static String readableClasses(Path directory) throws Exception {
		Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
		Path name = Path.of(Owner.class.getPackageName().replace('.', '/'));
		Path target = directory.resolve(name);
		for (Class<?> type : List.of(Owner.class, ListenerMain.class)) {
			Files.createDirectories(target);
			try (Stream<Path> files = Files.list(ForkedListener.classes(type).resolve(name))) {
				for (Path file : files.filter((candidate) -> candidate.toString().endsWith(".class")).toList()) {
					Files.copy(file, target.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
				}
			}
		}
		return directory.toString();
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
			return new PortOwners(new LsofLookup(new Tool("lsof"), new Tool("netstat"), ProcessDetails.ofSystem()));
		}

	}

}
