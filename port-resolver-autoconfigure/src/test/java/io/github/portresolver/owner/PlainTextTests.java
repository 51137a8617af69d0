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

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PlainText}.
 */
class PlainTextTests {

	@ParameterizedTest
	@ValueSource(ints = { 0x00, 0x0A, 0x0D, 0x1B, 0x7F, 0x85, 0x9B, 0x200B, 0x200E, 0x2028, 0x2029, 0x202A, 0x202E,
			0x2066, 0x2069, 0xFEFF, 0xD800, 0xDFFF, 0xE0041, 0x0378 })
	void ofNameReplacesWhatIsNotPrinted(int codePoint) {
		String text = "a" + new StringBuilder().appendCodePoint(codePoint) + "b";
		assertThat(PlainText.ofName(text)).isEqualTo("a?b");
	}

	@Test
	void ofNameKeepsOtherCharactersAndCutsAt80ButNeverWithinACharacter() {
		assertThat(PlainText.ofName("Grüße 世界 😀 [x]")).isEqualTo("Grüße 世界 😀 [x]");
		assertThat(PlainText.ofName("x".repeat(81))).isEqualTo("x".repeat(80));
		assertThat(PlainText.ofName("x".repeat(79) + "😀")).isEqualTo("x".repeat(79));
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "", " ", "\n" })
	void ofNullableNameWhenBlankReturnsNull(String text) {
		assertThat(PlainText.ofNullableName(text)).isNull();
	}

	static Stream<Arguments> failures() {
		return Stream.of(Arguments.of(new NoSuchFileException("/a"), "no such file or directory"),
				Arguments.of(new AccessDeniedException("/a"), "permission denied"),
				Arguments.of(new FileAlreadyExistsException("/a"), "it already exists"),
				Arguments.of(new FileSystemException("/a", null, "it is a pipe"), "it is a pipe"),
				Arguments.of(new FileSystemException("/a"), "FileSystemException"),
				Arguments.of(new FileNotFoundException("/a (1) (Is a directory)"), "Is a directory"),
				Arguments.of(new FileNotFoundException("/a"), "/a"),
				Arguments.of(new IOException("read (twice)"), "read (twice)"),
				Arguments.of(new IllegalStateException("a"), "java.lang.IllegalStateException: a"));
	}

	@ParameterizedTest
	@MethodSource("failures")
	void ofFailureSaysWhy(Exception failure, String reason) {
		assertThat(PlainText.ofFailure(failure)).isEqualTo(reason);
	}

}
