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

package io.github.portresolver.testsupport;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * Generates text that parsers do not expect: real samples that are damaged, and
 * characters in any order.
 */
public final class Garbage {

	private static final Duration LONGEST = Duration.ofSeconds(10);

	private static final Arbitrary<String> PIECES = Arbitraries.frequencyOf(
			Tuple.of(6,
					Arbitraries.of("", " ", "\n", "\r", "\0", "\u001b[31m", "-", "-1", ":", "::", ".", "%", "[", "]",
							"{", "}", "\"", "\\", "/", ",", "0", "65536", "7FFFFFFF", "FFFFFFFF",
							"99999999999999999999", "1e9", "null", "\u202e", "\ud800", "８０８０")),
			Tuple.of(3, Arbitraries.strings().ofMaxLength(8)),
			Tuple.of(1, Arbitraries.of("0", " ", "x", ".a", "\0", "[", "\n").map((piece) -> piece.repeat(20_000))));

	private Garbage() {
	}

	/**
	 * Generate damaged samples, and a few texts that are nothing like them.
	 */
	public static Arbitrary<String> text(String... samples) {
		return Arbitraries.frequencyOf(Tuple.of(8, Arbitraries.of(samples).flatMap(Garbage::damaged)),
				Tuple.of(1, Arbitraries.strings().withCharRange('\0', '\u00ff').ofMaxLength(200)), Tuple.of(1, PIECES));
	}

	private static Arbitrary<String> damaged(String sample) {
		Arbitrary<Edit> edits = Combinators
			.combine(Arbitraries.integers().between(0, sample.length()), Arbitraries.integers().between(-8, 8), PIECES)
			.as(Edit::new);
		return edits.list().ofMaxSize(6).map((all) -> damage(sample, all));
	}

	private static String damage(String sample, List<Edit> edits) {
		StringBuilder text = new StringBuilder(sample);
		for (Edit edit : edits) {
			int start = Math.min(edit.start(), text.length());
			int end = Math.min(start + Math.max(0, edit.length()), text.length());
			while (edit.isWord() && start > 0 && Character.isLetterOrDigit(text.charAt(start - 1))) {
				start--;
			}
			while (edit.isWord() && end < text.length() && Character.isLetterOrDigit(text.charAt(end))) {
				end++;
			}
			text.replace(start, end, edit.piece());
		}
		return text.toString();
	}

	/**
	 * Fail if something does not end in time, or throws.
	 */
	public static <T> T inTime(Callable<T> callable) {
		FutureTask<T> task = new FutureTask<>(callable);
		Thread thread = new Thread(task, "garbage");
		thread.setDaemon(true);
		thread.start();
		try {
			return task.get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException | InterruptedException | TimeoutException ex) {
			throw new AssertionError(ex);
		}
	}

	/**
	 * Puts a piece in the place of some characters, or of the word at the start if their
	 * number is negative.
	 */
	private record Edit(int start, int length, String piece) {

		boolean isWord() {
			return this.length < 0;
		}

	}

}
