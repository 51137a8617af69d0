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
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.github.portresolver.owner.OwnerAnswer.Listener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for {@link LsofLookup}, {@link SeenListener} and the lookup on Windows, with
 * scripts in place of the tools and with what the tools print.
 */
@DisabledOnOs(OS.WINDOWS)
class LsofLookupTests {

	@TempDir
	private Path directory;

	@Test
	void findReturnsProcessesWithWhatTheToolKnows() throws Exception {
		String output = "p" + FakeProc.PID + "\ncjava\nLalice\nf3\ntIPv4\nn*:8080\n";
		assertThat(find(tool("printf '" + output + "'"))).isEqualTo(listening(new InetSocketAddress("0.0.0.0", 8080),
				new Owner(FakeProc.PID, "java", "alice", null, null)));
	}

	@Test
	void findWhenProcessTellsMorePrefersThat() throws Exception {
		long pid = ProcessHandle.current().pid();
		Owner owner = find(tool("printf 'p" + pid + "\ncshort\nLsomebody\nf3\ntIPv4\nn*:8080\n'")).owner();
		assertThat(owner).isEqualTo(Owner.of(pid));
	}

	@ParameterizedTest
	@CsvSource({ "exit 1, lsof shows none", "exit 137, lsof failed: exit code 137", "exit 0, lsof failed: exit code 0",
			"echo illegal option; exit 1, lsof failed: illegal option" })
	void findWhenToolPrintsNothingOrFailsReturnsUnknown(String script, String reason) throws Exception {
		assertThat(find(tool(script))).isEqualTo(OwnerAnswer.unknown(reason));
	}

	@Test
	void findOnWindowsReturnsProcesses() throws Exception {
		Path output = Files.writeString(this.directory.resolve("netstat"),
				"  TCP    0.0.0.0:8080   0.0.0.0:0   LISTENING   " + FakeProc.PID + "\r\n");
		PortOwners.Lookup lookup = new NetstatLookup(tool("cat " + output), ProcessDetails.ofSystem());
		assertThat(lookup.find(8080)).isEqualTo(
				listening(new InetSocketAddress("0.0.0.0", 8080), new Owner(FakeProc.PID, null, null, null, null)));
		assertThat(lookup.find(808)).isEqualTo(OwnerAnswer.of(List.of()));
	}

	private OwnerAnswer find(ProcessRunner lsof) throws IOException, InterruptedException {
		return new LsofLookup(lsof, ProcessDetails.ofSystem()).find(8080);
	}

	private static OwnerAnswer listening(InetSocketAddress address, Owner owner) {
		return OwnerAnswer.of(List.of(new Listener(address, owner)));
	}

	private static ProcessRunner tool(String script) {
		return new ProcessRunner("sh", "-c", script, "sh");
	}

	@Test
	void parseReadsListenersOfAllProcesses() throws IOException {
		assertThat(LsofLookup.parse(read("lsof-macos.txt"), 8080)).containsExactly(lsof("::", 4711L, "java"),
				lsof("127.0.0.1", 4802L, "Google\\x20Chrome\\x20He"), lsof("::1", 4802L, "Google\\x20Chrome\\x20He"),
				lsof("fe80:1::1", 4802L, "Google\\x20Chrome\\x20He"));
	}

	@Test
	void parseWhenOtherPortReturnsNothing() throws IOException {
		assertThat(LsofLookup.parse(read("lsof-macos.txt"), 80)).isEmpty();
		assertThat(LsofLookup.parse("", 8080)).isEmpty();
	}

	@Test
	void parseWhenWildcardIsIpv4KnowsTheFamily() throws IOException {
		assertThat(LsofLookup.parse("p1\nf3\ntIPv4\nn*:8080\n", 8080)).extracting(SeenListener::address)
			.containsExactly(new InetSocketAddress("0.0.0.0", 8080));
	}

	@Test
	void parseWhenProcessHasNoNameOrNumberForgetsThePreviousOne() throws IOException {
		assertThat(LsofLookup.parse("p1\npx\ntIPv4\nn*:8080\n", 8080)).extracting(SeenListener::pid)
			.containsOnlyNulls();
		assertThat(LsofLookup.parse("p1\ncjava\nLalice\np2\nf3\ntIPv4\nn*:8080\n", 8080)).singleElement()
			.isEqualTo(new SeenListener(new InetSocketAddress("0.0.0.0", 8080), 2L, null, null));
	}

	@Test
	void parseWhenFormatIsUnexpectedThrows() {
		assertThatIOException().isThrownBy(() -> LsofLookup.parse("p1\nnexample.org:8080\n", 8080));
		assertThatIOException().isThrownBy(() -> LsofLookup.parse("p1\nn999.1.1.1:8080\n", 8080));
	}

	private static SeenListener lsof(String host, long pid, String name) {
		return new SeenListener(new InetSocketAddress(host, 8080), pid, name, "alice");
	}

	static String read(String name) throws IOException {
		try (InputStream stream = LsofLookupTests.class.getResourceAsStream(name)) {
			return new String(stream.readAllBytes(), StandardCharsets.ISO_8859_1);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "english", "german", "french", "spanish" })
	void parseOfWindowsDependsOnNoLanguage(String language) throws IOException {
		assertThat(NetstatLookup.parse(read("netstat-windows-" + language + ".txt"), 8080))
			.extracting(SeenListener::address, SeenListener::pid)
			.containsExactly(tuple(new InetSocketAddress("0.0.0.0", 8080), 4711L),
					tuple(new InetSocketAddress("::", 8080), 4711L), tuple(new InetSocketAddress("::1", 8080), 4812L),
					tuple(new InetSocketAddress("fe80::1c2d:3e4f:5a6b:7c8d", 8080), 4813L));
	}

	@ParameterizedTest
	@ValueSource(ints = { 52344, 52301, 5353, 80, 180, 4711 })
	void parseOfWindowsWhenNobodyListensReturnsNothing(int port) throws IOException {
		assertThat(NetstatLookup.parse(read("netstat-windows-german.txt"), port)).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "EN  \u00c9COUTE (2)  77, 77", "LISTENING, " })
	void parseOfWindowsWhenStateHasSeveralWordsOrPidIsMissingKnowsTheListener(String end, Long pid) throws IOException {
		assertThat(NetstatLookup.parse("  TCP    127.0.0.1:8080   0.0.0.0:0   " + end + "\r\n", 8080))
			.containsExactly(new SeenListener(new InetSocketAddress("127.0.0.1", 8080), pid, null, null));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "Access denied", "  TCP    somewhere:8080   0.0.0.0:0   LISTENING   12" })
	void parseOfWindowsWhenFormatIsUnexpectedThrows(String output) {
		assertThatIOException().isThrownBy(() -> NetstatLookup.parse(output, 8080));
	}

}
