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

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.github.portresolver.owner.OwnerAnswer.Listener;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ProcLookup} with a made-up {@code /proc}.
 */
@DisabledOnOs(OS.WINDOWS)
class ProcLookupTests {

	private static final long PID = FakeProc.PID;

	private FakeProc proc;

	private ProcLookup lookup;

	@BeforeEach
	void setUp(@TempDir Path directory) throws Exception {
		this.proc = new FakeProc(directory).table("tcp", FakeProc.row("00000000:1F90", "0A", 1000, 12345));
		Path passwd = Files.writeString(directory.resolve("passwd"), "alice:x:1000:100::/:\n");
		this.lookup = new ProcLookup(new ProcessDetails(directory, passwd));
	}

	@Test
	void findReturnsTheProcessThatHasTheSocketOpen() throws Exception {
		this.proc.process(PID, "/made-up/node", "node")
			.descriptor(PID, 0, "/made-up/null")
			.descriptor(PID, 3, "socket:[123456]")
			.process(PID + 1, "/made-up/java", "java", "-jar", "/opt/orders.jar", "--password=secret")
			.descriptor(PID + 1, 0, "pipe:[12345]")
			.descriptor(PID + 1, 7, "socket:[12345]");
		assertThat(this.lookup.find(8080))
			.isEqualTo(OwnerAnswer.of(List.of(new Listener(new InetSocketAddress("0.0.0.0", 8080),
					new Owner(PID + 1, "java orders.jar", "alice", null, Path.of("/srv/orders"))))));
	}

	@Test
	void findWhenNobodyListensReturnsNobodyAndWhenTableIsMissingUnknown() throws Exception {
		assertThat(this.lookup.find(8081)).isEqualTo(OwnerAnswer.of(List.of()));
		Path table = this.proc.root().resolve("net/tcp");
		Files.delete(table);
		assertThat(this.lookup.find(8080)).isEqualTo(OwnerAnswer.unknown(table + " cannot be read"));
	}

	@Test
	void findWhenNoProcessHasTheSocketKnowsOnlyTheUserOrItsNumber() throws Exception {
		this.proc.process(PID, "/made-up/node", "node").descriptor(PID, 3, "socket:[1]");
		assertThat(this.lookup.find(8080).owner()).isEqualTo(new Owner(null, null, "alice", null, null));
		this.proc.table("tcp", FakeProc.row("00000000:1F90", "0A", 1001, 12345));
		assertThat(this.lookup.find(8080).owner()).isEqualTo(new Owner(null, null, "uid 1001", null, null));
		this.proc.table("tcp", FakeProc.row("00000000:1F90", "0A", 1000, 0));
		assertThat(this.lookup.find(8080).owner()).as("no inode").isEqualTo(new Owner(null, null, "alice", null, null));
	}

	@Test
	void findWhenProcessesVanishGoesOn() throws Exception {
		Files.createDirectory(this.proc.root().resolve(String.valueOf(PID)));
		Files.createFile(this.proc.root().resolve(String.valueOf(PID + 1)));
		this.proc.process(PID + 2, "/made-up/node", "node");
		Files.createFile(this.proc.root().resolve(PID + 2 + "/fd/3"));
		Path gone = Files.createDirectories(this.proc.root().resolve(PID + 3 + "/fd")).getParent();
		this.proc.descriptor(PID + 3, 3, "socket:[12345]");
		assertThat(gone.resolve("exe")).doesNotExist();
		assertThat(this.lookup.find(8080).owner()).isEqualTo(new Owner(PID + 3, null, "alice", null, null));
	}

	@Test
	void findWhenProcessesShareTheSocketReturnsOneListenerPerSocket() throws Exception {
		this.proc.table("tcp", FakeProc.row("00000000:1F90", "0A", 1000, 12345),
				FakeProc.row("00000000:1F90", "0A", 1000, 12346));
		this.proc.process(PID, "/made-up/nginx", "nginx: master").descriptor(PID, 6, "socket:[12345]");
		this.proc.descriptor(PID, 7, "socket:[12346]");
		assertThat(this.lookup.find(8080).listeners()).hasSize(2)
			.allSatisfy((listener) -> assertThat(listener.owner().name()).isEqualTo("nginx"));
	}

	@Test
	void findWhenSocketWasInheritedReturnsTheProcessThatHandedItDown() throws Exception {
		ProcessHandle child = ProcessHandle.current();
		long parent = child.parent().orElseThrow().pid();
		this.proc.process(child.pid(), "/made-up/worker", "worker").descriptor(child.pid(), 6, "socket:[12345]");
		assertThat(this.lookup.find(8080).owner()).extracting(Owner::pid).isEqualTo(child.pid());
		this.proc.process(parent, "/made-up/nginx", "nginx").descriptor(parent, 6, "socket:[12345]");
		assertThat(this.lookup.find(8080).owner()).extracting(Owner::pid).isEqualTo(parent);
	}

	static Stream<Arguments> commandLines() {
		return Stream.of(
				Arguments.of("java or??[2Jders.jar", "java", List.of("java", "-jar", "/opt/or\n\u001b[2Jders.jar")),
				Arguments.of("java com.example.Orders", "java (deleted)",
						List.of("evil\n\u001b[31mname", "com.example.Orders", "secret")),
				Arguments.of("java com.example.Orders", "java",
						List.of("java", "-cp", "x".repeat(100_000), "com.example.Orders")),
				// What was cut is left out
				Arguments.of("java", "java", List.of("java", "\0".repeat(600_000), "com.example.Orders")));
	}

	@ParameterizedTest
	@MethodSource("commandLines")
	void findWhenNameIsHostileReplacedLongOrEndlessSaysWhatIsSafe(String name, String executable,
			List<String> arguments) throws Exception {
		this.proc.process(PID, "/made-up/" + executable, arguments.toArray(String[]::new))
			.descriptor(PID, 3, "socket:[12345]");
		assertThat(this.lookup.find(8080).owner()).extracting(Owner::name).isEqualTo(name);
	}

	@Test
	@Timeout(30)
	void findWhenAFileOfAProcessHangsIsUnknownInTime() throws Exception {
		this.proc.process(PID, "/made-up/node", "node").descriptor(PID, 3, "socket:[12345]");
		Path hanging = this.proc.root().resolve(PID + "/cmdline");
		Files.delete(hanging);
		assertThat(new ProcessBuilder("mkfifo", hanging.toString()).start().waitFor()).isZero();
		try {
			assertThat(new PortOwners(this.lookup).find(8080, Duration.ofMillis(200)))
				.isEqualTo(OwnerAnswer.unknown("no answer within 200ms"));
		}
		finally {
			// Lets the reader go
			Files.writeString(hanging, "node");
		}
	}

	@Test
	void findWhenInterruptedEnds() throws Exception {
		this.proc.process(PID, "/made-up/node", "node");
		Thread.currentThread().interrupt();
		try {
			assertThatExceptionOfType(Exception.class).isThrownBy(() -> this.lookup.find(8080));
		}
		finally {
			Thread.interrupted();
		}
	}

}
