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

package io.github.portresolver.registry;

/**
 * Text that another process chose and that is about to be shown.
 *
 * @since 0.1.0
 */
public final class UntrustedText {

	private UntrustedText() {
	}

	/**
	 * Make a text fit for a log line: control characters, line separators, characters
	 * that change the writing direction and halves of a surrogate pair become {@code ?}.
	 * @param text the text
	 * @param limit the most characters to keep
	 * @return the text, cut if it is longer
	 */
	public static String clean(String text, int limit) {
		StringBuilder cleaned = new StringBuilder(Math.min(text.length(), limit));
		for (int i = 0; i < text.length();) {
			int character = text.codePointAt(i);
			i += Character.charCount(character);
			int replacement = isPlain(character) ? character : '?';
			if (cleaned.length() + Character.charCount(replacement) > limit) {
				break;
			}
			cleaned.appendCodePoint(replacement);
		}
		return cleaned.toString();
	}

	private static boolean isPlain(int character) {
		return switch (Character.getType(character)) {
			case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
					Character.SURROGATE, Character.UNASSIGNED ->
				false;
			default -> true;
		};
	}

}
