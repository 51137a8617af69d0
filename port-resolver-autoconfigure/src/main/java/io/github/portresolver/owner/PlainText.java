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

import org.jspecify.annotations.Nullable;

/**
 * What others say, fit to print: text that another process chose, and why a file
 * operation failed.
 */
public final class PlainText {

	private static final int NAME_LIMIT = 80;

	private PlainText() {
	}

	public static String ofName(String name) {
		return of(name, NAME_LIMIT);
	}

	// What a terminal or a log would not show as it is, such as line breaks, escapes and
	// changes of direction, becomes '?'; the limit is in characters
	public static String of(String text, int limit) {
		StringBuilder plain = new StringBuilder();
		for (int index = 0; index < text.length(); index = text.offsetByCodePoints(index, 1)) {
			int codePoint = text.codePointAt(index);
			int printable = isPrintable(codePoint) ? codePoint : '?';
			if (plain.length() + Character.charCount(printable) > limit) {
				break;
			}
			plain.appendCodePoint(printable);
		}
		return plain.toString();
	}

	static @Nullable String ofNullableName(@Nullable String name) {
		return (name != null && !name.isBlank()) ? ofName(name) : null;
	}

	private static boolean isPrintable(int codePoint) {
		return switch (Character.getType(codePoint)) {
			case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
					Character.SURROGATE, Character.UNASSIGNED ->
				false;
			default -> true;
		};
	}

	// The JDK's own exceptions often carry nothing but the path
	public static String ofFailure(Exception exception) {
		if (!(exception instanceof IOException)) {
			return exception.toString();
		}
		String reason = (exception instanceof FileSystemException ex) ? reason(ex) : exception.getMessage();
		// Its message is the path and, in brackets, the reason
		if (exception instanceof FileNotFoundException && reason != null && reason.endsWith(")")) {
			reason = reason.substring(reason.lastIndexOf('(') + 1, reason.length() - 1);
		}
		return (reason != null) ? reason : exception.getClass().getSimpleName();
	}

	private static @Nullable String reason(FileSystemException exception) {
		if (exception.getReason() != null) {
			return exception.getReason();
		}
		if (exception instanceof NoSuchFileException) {
			return "no such file or directory";
		}
		if (exception instanceof AccessDeniedException) {
			return "permission denied";
		}
		return (exception instanceof FileAlreadyExistsException) ? "it already exists" : null;
	}

}
