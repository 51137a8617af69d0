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

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

import io.github.portresolver.testsupport.Garbage;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the parsers of this package with generated input: nothing but an
 * {@link IOException} ever leaves them, and what they return is safe to use.
 */
class GeneratedOwnerInputTests {

	private static final String LISTENS = UnixSocketOwnersTests.LISTENS;

	private static Path directory;

	@BeforeContainer
	static void createDirectory() throws IOException {
		directory = Files.createTempDirectory("garbage");
	}

	@AfterContainer
	static void deleteDirectory() throws IOException {
		FileSystemUtils.deleteRecursively(directory);
	}

	@Provide
	Arbitrary<String> lsof() throws IOException {
		return Garbage.text(LsofLookupTests.read("lsof-macos.txt"));
	}

	@Provide
	Arbitrary<String> netstat() throws IOException {
		return Garbage.text(LsofLookupTests.read("netstat-windows-german.txt"));
	}

	@Provide
	Arbitrary<String> tcp() {
		return Garbage.text(FakeProc.HEADER + FakeProc.row("0100007F:1F90", "0A", 1000, 12345)
				+ FakeProc.row("0100007F:1F91", "01", 1000, 2) + FakeProc.row("0".repeat(32) + ":1F92", "0A", 0, 1));
	}

	@Provide
	Arbitrary<String> unix() {
		return Garbage.text("Num       RefCount Protocol Flags    Type St Inode Path\n" + LISTENS + "6 /tmp/x\n"
				+ LISTENS + "7 @abstract\n" + LISTENS + "8 relative\n");
	}

	@Provide
	Arbitrary<String> commandLine() {
		return Garbage.text("java\0-cp\0lib\0com.example.Orders\0--password=s3cr3t\0",
				"java\0-jar\0/opt/orders.jar\0--password=s3cr3t\0", "java\0-m\0com.example/com.example.Orders\0");
	}

	@Provide
	Arbitrary<String> passwd() {
		return Garbage.text("root:x:0:0:root:/root:/bin/sh\nalice:x:1000:100::/:\n");
	}

	@Property
	void lsofIsReadOrRefused(@ForAll("lsof") String output) {
		assertReadOrRefused(() -> LsofLookup.parse(output, 8080));
	}

	@Property
	void netstatIsReadOrRefused(@ForAll("netstat") String output) {
		assertReadOrRefused(() -> NetstatLookup.parse(output, 8080));
	}

	private static void assertReadOrRefused(Callable<List<SeenListener>> parser) {
		ProcessDetails details = new ProcessDetails(directory.resolve("none"), directory);
		List<SeenListener> listeners = read(parser);
		if (listeners != null) {
			assertThat(listeners).allMatch((listener) -> listener.address().getPort() == 8080);
			assertThat(Garbage.inTime(() -> SeenListener.toAnswer(listeners, details)).listeners())
				.allSatisfy((listener) -> assertSafe(listener.owner()));
		}
	}

	@Property
	void tcpTableIsReadOrRefused(@ForAll("tcp") String content) throws IOException {
		write("net/tcp", content);
		ListenTable table = read(() -> ListenTable.read(directory, ByteOrder.LITTLE_ENDIAN));
		if (table != null) {
			assertThat(IntStream.of(8080, 8081, 8082).mapToObj(table::rows)).allSatisfy(
					(rows) -> assertThat(rows).allSatisfy((row) -> assertThat(table.isTaken(row.address())).isTrue()));
		}
	}

	@Property
	void unixTableHidesNoListener(@ForAll("unix") String before, @ForAll("unix") String after) throws IOException {
		write("net/unix", before + "\n" + LISTENS + "4711 /run/app.sock\n" + after);
		UnixSocketOwners owners = new UnixSocketOwners(new ProcessDetails(directory, directory));
		assertThat(Garbage.inTime(() -> owners.find("/run/app.sock"::equals))).containsExactly(Owner.UNKNOWN);
	}

	@Property
	void processIsDescribedSafely(@ForAll("commandLine") String commandLine, @ForAll("passwd") String passwd)
			throws IOException {
		FileSystemUtils.deleteRecursively(directory.resolve(String.valueOf(FakeProc.PID)));
		new FakeProc(directory).process(FakeProc.PID, "/made-up/java");
		write(FakeProc.PID + "/cmdline", commandLine);
		ProcessDetails details = new ProcessDetails(directory, write("passwd", passwd));
		assertThat(details.userName(1000)).isNotNull();
		assertSafe(Garbage.inTime(() -> details.describe(FakeProc.PID, null, null)));
	}

	@Property
	void processNameHasAtMostTheEndOfOneArgument(@ForAll("commandLine") String commandLine) {
		List<String> arguments = Arrays.asList(commandLine.split("\0", -1));
		String name = Garbage.inTime(() -> ProcessName.of("java", arguments));
		assertThat(name).startsWith("java");
		assertThat(arguments).as(name).anyMatch((argument) -> argument.endsWith(name.replaceFirst("java ?", "")));
	}

	private static void assertSafe(Owner owner) {
		assertThat(owner.describe()).doesNotContainPattern("\\p{Cntrl}").hasSizeLessThan(500);
	}

	private static <T> T read(Callable<T> parser) {
		return Garbage.inTime(() -> {
			try {
				return parser.call();
			}
			catch (IOException ex) {
				return null;
			}
		});
	}

	private static Path write(String name, String content) throws IOException {
		Path file = directory.resolve(name);
		Files.createDirectories(file.getParent());
		return Files.write(file, content.getBytes(StandardCharsets.ISO_8859_1));
	}

}
