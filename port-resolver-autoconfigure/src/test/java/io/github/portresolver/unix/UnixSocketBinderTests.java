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

package io.github.portresolver.unix;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.github.portresolver.owner.Owner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UnixSocketBinder}.
 */
@Timeout(60)
class UnixSocketBinderTests extends AbstractUnixSocketTests {

	private final UnixSocketBinder binder = UnixSocketBinder.ofSystem(Duration.ofSeconds(20));

	private final List<HeldUnixSocket> held = new ArrayList<>();

	@AfterEach
	void closeHeld() throws IOException {
		for (HeldUnixSocket socket : this.held) {
			socket.close();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "rw-------", "rw-rw----", "rw-rw-rw-", "---------" })
	void bindSetsThePermissionsAndLeavesNothingElse(String permissions) throws IOException {
		UnixBindOutcome outcome = bind(this.path.toString(), permissions);
		assertThat(outcome).isInstanceOf(UnixBindOutcome.Bound.class);
		assertThat(Files.getPosixFilePermissions(this.path)).isEqualTo(PosixFilePermissions.fromString(permissions));
		assertThat(this.directory.names()).containsExactly("app.sock");
	}

	@Test
	void closeRemovesTheFile() throws IOException {
		bind(this.path.toString(), "rw-------");
		this.held.get(0).close();
		assertThat(this.directory.names()).isEmpty();
		this.held.get(0).close();
	}

	@Test
	void closeLeavesTheSocketOfSomeoneElse() throws IOException {
		bind(this.path.toString(), "rw-------");
		Files.delete(this.path);
		try (ServerSocketChannel other = listen(this.path)) {
			this.held.get(0).close();
			assertThat(accepts(this.path)).isTrue();
			assertThat(other.isOpen()).isTrue();
		}
	}

	@Test
	void bindWhenTheSocketIsStaleReplacesIt() throws IOException {
		listen(this.path).close();
		assertThat(bind(this.path.toString(), "rw-------")).isInstanceOfSatisfying(UnixBindOutcome.Bound.class,
				(bound) -> assertThat(bound.staleRemoved()).isTrue());
		assertThat(accepts(this.path)).isTrue();
		assertThat(this.directory.names()).containsExactly("app.sock");
	}

	@Test
	void bindWhenItsOwnSocketIsLiveNamesTheOwner() throws IOException {
		bind(this.path.toString(), "rw-------");
		assertThat(bind(this.path.toString(), "rw-------")).isInstanceOfSatisfying(UnixBindOutcome.InUse.class,
				(inUse) -> assertThat(inUse.owner()).extracting(Owner::pid).isEqualTo(ProcessHandle.current().pid()));
		assertThat(accepts(this.path)).isTrue();
	}

	@Test
	void bindWhenAForeignSocketIsLiveNamesTheOwner() throws IOException {
		try (ServerSocketChannel foreign = listen(this.path)) {
			assertThat(bind(this.path.toString(), "rw-------")).isInstanceOfSatisfying(UnixBindOutcome.InUse.class,
					(inUse) -> assertThat(inUse.owner()).extracting(Owner::pid)
						.isEqualTo(ProcessHandle.current().pid()));
			assertThat(foreign.isOpen()).isTrue();
			assertThat(accepts(this.path)).isTrue();
		}
	}

	@Test
	void bindWhenTheNameBeginsLikeThatOfAnotherTellsThemApart() throws IOException {
		bind(this.path.toString(), "rw-------");
		Path shorter = this.directory.resolve("app");
		try (ServerSocketChannel foreign = listen(this.directory.resolve("elsewhere"))) {
			assertThat(foreign.isOpen()).isTrue();
			Files.move(this.directory.resolve("elsewhere"), shorter);
			assertThat(bind(shorter.toString(), "rw-------")).isEqualTo(new UnixBindOutcome.InUse(null));
		}
	}

	@Test
	void bindWhenTheAcceptQueueIsFullFindsTheSocketLive() throws IOException {
		List<SocketChannel> clients = new ArrayList<>();
		try (ServerSocketChannel foreign = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
			foreign.bind(UnixDomainSocketAddress.of(this.path), 1);
			clients.add(connect(this.path));
			clients.add(connect(this.path));
			assertThat(bind(this.path.toString(), "rw-------")).isInstanceOf(UnixBindOutcome.InUse.class);
		}
		finally {
			for (SocketChannel client : clients) {
				client.close();
			}
		}
	}

	@Test
	void bindWhenThePathIsNoSocketLeavesIt() throws IOException {
		Files.writeString(this.path, "precious");
		assertThat(bind(this.path.toString(), "rw-------")).isEqualTo(new UnixBindOutcome.NotSocket("a regular file"));
		assertThat(this.path).hasContent("precious");
	}

	@Test
	void bindWhenThePathIsADirectoryLeavesIt() throws IOException {
		Files.createDirectory(this.path);
		assertThat(bind(this.path.toString(), "rw-------")).isEqualTo(new UnixBindOutcome.NotSocket("a directory"));
		assertThat(this.path).isDirectory();
	}

	@Test
	void bindWhenThePathIsALinkToAStaleSocketLeavesBoth() throws IOException {
		Path target = this.directory.resolve("target");
		listen(target).close();
		Files.createSymbolicLink(this.path, target);
		assertThat(bind(this.path.toString(), "rw-------")).isEqualTo(new UnixBindOutcome.NotSocket("a symbolic link"));
		assertThat(this.directory.names()).containsExactly("app.sock", "target");
	}

	@Test
	void bindWhenThereIsNoDirectorySaysSo() throws IOException {
		Path missing = this.directory.resolve("missing");
		assertThat(bind(missing.resolve("app.sock").toString(), "rw-------"))
			.isEqualTo(new UnixBindOutcome.NoDirectory(missing));
	}

	@Test
	void bindWhenTheDirectoryIsNotWritableIsDenied() throws IOException {
		// No user, not even root, may create files there
		assertThat(bind("/sys/app.sock", "rw-------"))
			.isEqualTo(new UnixBindOutcome.Denied("Creating a file in /sys is not permitted", Path.of("/sys")));
	}

	@Test
	void bindWhenThePathIsAsLongAsItMayBeBinds() throws IOException {
		String path = longPath(SocketAddressLength.LONGEST);
		assertThat(bind(path, "rw-------")).isInstanceOf(UnixBindOutcome.Bound.class);
		assertThat(accepts(Path.of(path))).isTrue();
	}

	@Test
	void bindWhenThePathIsTooLongSaysSoInBytes() throws IOException {
		String path = longPath(SocketAddressLength.LONGEST - 1);
		assertThat(bind(path + "\u00e4", "rw-------"))
			.isEqualTo(new UnixBindOutcome.TooLong(SocketAddressLength.LONGEST + 1, SocketAddressLength.LONGEST));
		assertThat(this.directory.names()).isEmpty();
	}

	@Test
	void bindWhenManyRaceForAStaleSocketOneWins() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(4);
		try {
			for (int round = 0; round < 25; round++) {
				listen(this.path).close();
				Callable<UnixBindOutcome> bind = () -> UnixSocketBinder.ofSystem(Duration.ZERO)
					.bind(request(this.path.toString(), "rw-------"));
				List<UnixBindOutcome> outcomes = new ArrayList<>();
				for (Future<UnixBindOutcome> outcome : threads.invokeAll(List.of(bind, bind, bind, bind))) {
					outcomes.add(outcome.get(30, TimeUnit.SECONDS));
				}
				List<HeldUnixSocket> winners = outcomes.stream()
					.filter(UnixBindOutcome.Bound.class::isInstance)
					.map((outcome) -> ((UnixBindOutcome.Bound) outcome).socket())
					.toList();
				assertThat(winners).as("Outcomes %s", outcomes).hasSize(1);
				assertThat(accepts(this.path)).isTrue();
				winners.get(0).close();
				assertThat(this.directory.names()).isEmpty();
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	private UnixBindOutcome bind(String path, String permissions) throws IOException {
		UnixBindOutcome outcome = this.binder.bind(request(path, permissions));
		if (outcome instanceof UnixBindOutcome.Bound bound) {
			this.held.add(bound.socket());
		}
		return outcome;
	}

	private static UnixSocketRequest request(String path, String permissions) {
		return new UnixSocketRequest(path, null, SocketPermissions.valueOf(permissions), false, 0);
	}

	private String longPath(int length) {
		String prefix = this.directory.resolve("x").toString();
		return prefix + "y".repeat(length - prefix.length());
	}

	private static ServerSocketChannel listen(Path path) throws IOException {
		return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path));
	}

	private static SocketChannel connect(Path path) throws IOException {
		return SocketChannel.open(UnixDomainSocketAddress.of(path));
	}

	private static boolean accepts(Path path) throws IOException {
		try (SocketChannel client = connect(path)) {
			return client.isConnected();
		}
	}

}
