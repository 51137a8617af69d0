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

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.portresolver.failure.UnixSocketException;
import io.github.portresolver.failure.UnixSocketException.Problem;
import io.github.portresolver.owner.Owner;
import io.github.portresolver.testsupport.Privileged;
import io.github.portresolver.testsupport.RecordingLog;
import io.github.portresolver.unix.UnixSocketRequest.SocketPermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link UnixSocketBinder}.
 */
@Timeout(60)
class UnixSocketBinderTests extends AbstractUnixSocketTests {

	private final RecordingLog log = new RecordingLog();

	private final UnixSocketBinder binder = new UnixSocketBinder(Duration.ofSeconds(20), this.log);

	private final List<Closeable> held = new CopyOnWriteArrayList<>();

	@AfterEach
	void closeHeld() throws IOException {
		for (Closeable socket : this.held) {
			socket.close();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "rw-------", "rw-rw----", "rw-rw-rw-", "---------" })
	void bindSetsThePermissionsAndCloseLeavesNothing(String permissions) throws IOException {
		Closeable socket = bind(this.path.toString(), permissions);
		assertThat(Files.getPosixFilePermissions(this.path)).isEqualTo(PosixFilePermissions.fromString(permissions));
		assertThat(names()).containsExactly("app.sock");
		socket.close();
		assertThat(names()).isEmpty();
		socket.close();
	}

	@Test
	void setPermissionsFollowsNoLinkThatOthersPutInPlace() throws IOException {
		Path victim = Files.writeString(this.directory.resolve("victim"), "precious");
		Files.setPosixFilePermissions(victim, PosixFilePermissions.fromString("rw-------"));
		try (PrivateDirectory own = PrivateDirectory.beside(this.path);
				ServerSocketChannel channel = listen(own.socket())) {
			assertThat(channel.isOpen()).isTrue();
			Files.delete(own.socket());
			Files.createSymbolicLink(own.socket(), victim);
			assertThatExceptionOfType(FileSystemException.class)
				.isThrownBy(() -> own.setPermissions(PosixFilePermissions.fromString("rw-rw-rw-")));
		}
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(victim))).isEqualTo("rw-------");
	}

	@Test
	void bindWhenTheSocketIsStaleReplacesItAndNamesTheOwnerWhenItIsLive() throws Exception {
		listen(this.path).close();
		run("mkfifo", this.directory.resolve(".port-resolver.lock").toString());
		bind(this.path.toString());
		assertThat(this.log.lines())
			.containsExactly("INFO Removed the stale Unix socket " + this.path + ": nothing was listening on it");
		assertInUseByThisProcess(this.path.toString());
		assertThat(accepts(this.path)).isTrue();
		assertThat(names()).containsExactlyInAnyOrder(".port-resolver.lock", "app.sock");
	}

	@Test
	void bindWhenAForeignSocketIsLiveNamesTheOwnerThroughLinks() throws IOException {
		Path link = Files.createSymbolicLink(this.directory.resolve("link"), this.directory);
		try (ServerSocketChannel foreign = listen(link.resolve("app.sock"))) {
			assertInUseByThisProcess(this.path.toString());
			assertInUseByThisProcess(link.resolve("app.sock").toString());
			assertThat(foreign.isOpen()).isTrue();
			assertThat(accepts(this.path)).isTrue();
		}
	}

	@Test
	void bindWhenTheNameBeginsLikeThatOfAnotherTellsThemApart() throws IOException {
		bind(this.path.toString());
		Path shorter = this.directory.resolve("app");
		try (ServerSocketChannel foreign = listen(this.directory.resolve("elsewhere"))) {
			assertThat(foreign.isOpen()).isTrue();
			Files.move(this.directory.resolve("elsewhere"), shorter);
			assertFails(shorter.toString(), Problem.IN_USE, "is in use (owner unknown)");
		}
	}

	@Test
	void bindWhenTheAcceptQueueIsFullFindsTheSocketLive() throws IOException {
		List<SocketChannel> clients = new ArrayList<>();
		try (ServerSocketChannel foreign = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
			foreign.bind(UnixDomainSocketAddress.of(this.path), 1);
			clients.add(connect(this.path));
			clients.add(connect(this.path));
			assertInUseByThisProcess(this.path.toString());
		}
		finally {
			for (SocketChannel client : clients) {
				client.close();
			}
		}
	}

	@Test
	void bindWhenThePathIsNoSocketOrItsDirectoryMissingOrNotWritableSaysSo() throws IOException {
		Files.writeString(this.path, "precious");
		assertFails(this.path.toString(), Problem.NOT_SOCKET,
				"cannot be created: a regular file already exists at this path");
		assertThat(this.path).hasContent("precious");
		assertFails(this.directory.toString(), Problem.NOT_SOCKET,
				"cannot be created: a directory already exists at this path");
		Path missing = this.directory.resolve("missing");
		assertFails(missing.resolve("app.sock").toString(), Problem.NO_DIRECTORY,
				"cannot be created: directory " + missing + " does not exist");
		assertFails("missing/app.sock", Problem.NO_DIRECTORY,
				"cannot be created: directory " + Path.of("missing").toAbsolutePath() + " does not exist");
		// No user, not even root, may create files there
		assertFails("/sys/app.sock", Problem.DENIED, "cannot be created: creating a file in /sys is not permitted");
	}

	@Test
	void bindWhenThePathIsALinkToAStaleSocketLeavesBoth() throws IOException {
		Path target = this.directory.resolve("target");
		listen(target).close();
		Files.createSymbolicLink(this.path, target);
		assertFails(this.path.toString(), Problem.NOT_SOCKET,
				"cannot be created: a symbolic link already exists at this path");
		assertThat(names()).containsExactlyInAnyOrder("app.sock", "target");
	}

	@ParameterizedTest
	@CsvSource({ "'size=4k,nr_inodes=1', No space left on device", "ro, Read-only file system" })
	void bindWhenTheFileSystemIsFullOrReadOnlySaysSo(String options, String reason) throws Exception {
		Privileged.assumeRoot();
		Path mounted = Files.createDirectory(this.directory.resolve("mounted"));
		Assumptions.assumeTrue(run("mount", "-t", "tmpfs", "-o", options, "none", mounted.toString()).isEmpty());
		try {
			assertFails(mounted.resolve("app.sock").toString(), Problem.UNSUPPORTED,
					"cannot be created: creating a file in " + mounted + " failed: " + reason);
		}
		finally {
			run("umount", mounted.toString());
		}
	}

	// Root may do everything, so this cannot be had as in the tests above
	@Test
	void failureOfAnotherUserIsAboutPermissions() {
		assertThat(UnixSocketBinder.failure(request("/run/app.sock", "rw-------"), "creating a file",
				new AccessDeniedException("/run/x")))
			.hasMessage("Unix socket /run/app.sock cannot be created: creating a file is not permitted")
			.satisfies((ex) -> assertThat(ex.getProblem()).isEqualTo(Problem.DENIED));
	}

	@Test
	void bindWhenThePathIsAsLongAsItMayBeBindsAndWhenLongerSaysSoInBytes() throws IOException {
		String path = longPath(PrivateDirectory.LONGEST - 1);
		assertFails(path + "\u00e4", Problem.TOO_LONG,
				"cannot be created: its path is 107 bytes long, but the maximum is 106");
		// The path beside it, in a directory with the shortest name, is three bytes
		// longer
		assertFails(longPath(PrivateDirectory.LONGEST - 5) + "/ab", Problem.TOO_LONG,
				"cannot be created: its path is 104 bytes long, but the maximum is 103");
		assertThat(names()).isEmpty();
		bind(path + "y");
		assertThat(accepts(Path.of(path + "y"))).isTrue();
	}

	@Test
	void bindWhenManyRaceForAStaleSocketOneWins() throws Exception {
		UnixSocketBinder racing = new UnixSocketBinder(Duration.ZERO, new RecordingLog());
		UnixSocketRequest request = request(this.path.toString(), "rw-------");
		for (int round = 0; round < 25; round++) {
			listen(this.path).close();
			List<CompletableFuture<Void>> racers = new ArrayList<>();
			for (int racer = 0; racer < 4; racer++) {
				racers.add(CompletableFuture.runAsync(() -> this.held.add(racing.bind(request, Duration.ZERO))));
			}
			assertThat(racers).map((racer) -> racer.handle((bound, ex) -> String.valueOf(ex)).join())
				.containsOnlyOnce("null")
				.allMatch((outcome) -> outcome.equals("null") || outcome.endsWith("is in use (owner unknown)"));
			assertThat(accepts(this.path)).isTrue();
			closeHeld();
			assertThat(names()).isEmpty();
		}
	}

	private Closeable bind(String path) {
		return bind(path, "rw-------");
	}

	private Closeable bind(String path, String permissions) {
		Closeable socket = this.binder.bind(request(path, permissions), Duration.ZERO);
		this.held.add(socket);
		return socket;
	}

	private void assertInUseByThisProcess(String path) {
		assertFails(path, Problem.IN_USE, "is in use by " + Owner.of(ProcessHandle.current().pid()).describe());
	}

	private void assertFails(String path, Problem problem, String reason) {
		assertThatExceptionOfType(UnixSocketException.class).isThrownBy(() -> bind(path))
			.withMessage("Unix socket " + path + " " + reason)
			.satisfies((ex) -> assertThat(ex.getProblem()).isEqualTo(problem));
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
