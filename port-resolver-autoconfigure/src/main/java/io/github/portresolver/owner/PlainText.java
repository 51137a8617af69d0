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

import org.jspecify.annotations.Nullable;

/**
 * Text that another process chose, made safe to print: no line breaks, terminal escapes
 * or changes of direction, and not long.
 */
public final class PlainText {

	// The longest name and the longest sentence, in characters
	static final int NAME = 80;

	static final int SENTENCE = 200;

	private PlainText() {
	}

	static String of(String text) {
		return of(text, NAME);
	}

	/**
	 * Replace everything that a terminal or a log would not show as it is by '?'.
	 * @return the text, cut if it is longer
	 */
	public static String of(String text, int limit) {
		StringBuilder plain = new StringBuilder(Math.min(text.length(), limit));
		int codePoint;
		for (int index = 0; index < text.length(); index += Character.charCount(codePoint)) {
			codePoint = text.codePointAt(index);
			int printable = isPrintable(codePoint) ? codePoint : '?';
			if (plain.length() + Character.charCount(printable) > limit) {
				break;
			}
			plain.appendCodePoint(printable);
		}
		return plain.toString();
	}

	static @Nullable String ofNullable(@Nullable String text) {
		return (text != null && !text.isBlank()) ? of(text) : null;
	}

	private static boolean isPrintable(int codePoint) {
		return switch (Character.getType(codePoint)) {
			case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
					Character.SURROGATE, Character.UNASSIGNED ->
				false;
			default -> true;
		};
	}

}
