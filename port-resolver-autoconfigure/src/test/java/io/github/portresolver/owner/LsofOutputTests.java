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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for {@link LsofLookup#parse} and {@link SeenListener}.
 */
class LsofOutputTests {

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
	void parseWhenProcessHasNoNameForgetsThePreviousOne() throws IOException {
		assertThat(LsofLookup.parse("p1\ncjava\nLalice\np2\nf3\ntIPv4\nn*:8080\n", 8080)).singleElement()
			.isEqualTo(new SeenListener(new InetSocketAddress("0.0.0.0", 8080), 2L, null, null));
	}

	@Test
	void parseWhenFormatIsUnexpectedThrows() {
		assertThatIOException().isThrownBy(() -> LsofLookup.parse("pxyz\n", 8080));
		assertThatIOException().isThrownBy(() -> LsofLookup.parse("p1\nnexample.org:8080\n", 8080));
		assertThatIOException().isThrownBy(() -> LsofLookup.parse("p1\nn999.1.1.1:8080\n", 8080));
	}

	private static SeenListener lsof(String host, long pid, String name) {
		return new SeenListener(new InetSocketAddress(host, 8080), pid, name, "alice");
	}

	static String read(String name) throws IOException {
		try (InputStream stream = LsofOutputTests.class.getResourceAsStream(name)) {
			return new String(stream.readAllBytes(), StandardCharsets.ISO_8859_1);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "english", "german", "french", "spanish" })
	void parseOfWindowsDependsOnNoLanguage(String language) throws IOException {
		assertThat(SeenListener.parseWindowsNetstat(read("netstat-windows-" + language + ".txt"), 8080))
			.extracting(SeenListener::address, SeenListener::pid)
			.containsExactly(tuple(new InetSocketAddress("0.0.0.0", 8080), 4711L),
					tuple(new InetSocketAddress("::", 8080), 4711L), tuple(new InetSocketAddress("::1", 8080), 4812L),
					tuple(new InetSocketAddress("fe80::1c2d:3e4f:5a6b:7c8d", 8080), 4813L));
	}

	@ParameterizedTest
	@ValueSource(ints = { 52344, 52301, 5353, 80, 180, 4711 })
	void parseOfWindowsWhenNobodyListensReturnsNothing(int port) throws IOException {
		assertThat(SeenListener.parseWindowsNetstat(read("netstat-windows-german.txt"), port)).isEmpty();
	}

	@Test
	void parseOfWindowsWhenStateHasSeveralWordsReadsThePid() throws IOException {
		assertThat(SeenListener.parseWindowsNetstat("  TCP    127.0.0.1:8080   0.0.0.0:0   EN  \u00c9COUTE (2)  77\r\n",
				8080))
			.containsExactly(new SeenListener(new InetSocketAddress("127.0.0.1", 8080), 77L, null, null));
	}

	@Test
	void parseOfWindowsWhenPidIsMissingKnowsTheListener() throws IOException {
		assertThat(SeenListener.parseWindowsNetstat("  TCP    127.0.0.1:8080   0.0.0.0:0   LISTENING\r\n", 8080))
			.containsExactly(new SeenListener(new InetSocketAddress("127.0.0.1", 8080), null, null, null));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "Access denied", "  TCP    somewhere:8080   0.0.0.0:0   LISTENING   12" })
	void parseOfWindowsWhenFormatIsUnexpectedThrows(String output) {
		assertThatIOException().isThrownBy(() -> SeenListener.parseWindowsNetstat(output, 8080));
	}

}
