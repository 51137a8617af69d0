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

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Reads JSON as RFC 8259 has it. A start that meets a conflict reads records before
 * anything has loaded the classes of Jackson, which takes a third of a second, and Boot's
 * basic parser takes what is no JSON for something else.
 */
final class JsonReader {

	private static final int DEPTH_LIMIT = 16;

	private static final String ESCAPES = "\"\\/bfnrt";

	private static final String ESCAPED = "\"\\/\b\f\n\r\t";

	private static final Pattern UNICODE = Pattern.compile("[0-9a-fA-F]{4}");

	private static final Pattern NUMBER = Pattern
		.compile("-?(?:0|[1-9][0-9]{0,39}+)(?:\\.[0-9]{1,40}+)?(?:[eE][-+]?[0-9]{1,3})?");

	private static final Pattern SPACE = Pattern.compile("[ \\t\\r\\n]*+");

	private final String text;

	private int position;

	private int depth;

	private JsonReader(String text) {
		this.text = text;
	}

	/**
	 * Read an object.
	 * @param text the text
	 * @return its members: texts, {@link BigDecimal}s, booleans, lists, maps and
	 * {@code null}
	 * @throws IllegalArgumentException if the text is not the JSON of an object
	 */
	static Map<String, @Nullable Object> readObject(String text) {
		JsonReader reader = new JsonReader(text);
		reader.match(SPACE);
		Map<String, @Nullable Object> object = reader.object();
		if (reader.position != text.length()) {
			throw reader.invalid();
		}
		return object;
	}

	private @Nullable Object value() {
		char first = peek();
		Object value = switch (first) {
			case '{' -> object();
			case '[' -> array();
			case '"' -> string();
			case 't' -> literal("true", Boolean.TRUE);
			case 'f' -> literal("false", Boolean.FALSE);
			case 'n' -> literal("null", null);
			default -> new BigDecimal(match(NUMBER).group());
		};
		match(SPACE);
		return value;
	}

	private Map<String, @Nullable Object> object() {
		Map<String, @Nullable Object> members = new LinkedHashMap<>();
		elements('{', '}', () -> {
			String name = string();
			match(SPACE);
			expect(':');
			members.put(name, value());
		});
		return members;
	}

	private List<@Nullable Object> array() {
		List<@Nullable Object> values = new ArrayList<>();
		elements('[', ']', () -> values.add(value()));
		return values;
	}

	private void elements(char open, char close, Runnable element) {
		if (++this.depth > DEPTH_LIMIT) {
			throw invalid();
		}
		expect(open);
		if (peek() != close) {
			element.run();
			while (peek() == ',') {
				expect(',');
				element.run();
			}
		}
		expect(close);
		this.depth--;
	}

	private String string() {
		StringBuilder string = new StringBuilder();
		if (next() != '"') {
			throw invalid();
		}
		for (char next = next(); next != '"'; next = next()) {
			if (next < ' ') {
				throw invalid();
			}
			string.append((next != '\\') ? next : escaped());
		}
		return string.toString();
	}

	private char escaped() {
		char escape = next();
		if (escape == 'u') {
			return (char) Integer.parseInt(match(UNICODE).group(), 16);
		}
		int index = ESCAPES.indexOf(escape);
		if (index < 0) {
			throw invalid();
		}
		return ESCAPED.charAt(index);
	}

	private char next() {
		char next = peek();
		this.position++;
		return next;
	}

	private @Nullable Boolean literal(String name, @Nullable Boolean value) {
		if (!this.text.startsWith(name, this.position)) {
			throw invalid();
		}
		this.position += name.length();
		return value;
	}

	private char peek() {
		if (this.position == this.text.length()) {
			throw invalid();
		}
		return this.text.charAt(this.position);
	}

	private void expect(char expected) {
		if (next() != expected) {
			throw invalid();
		}
		match(SPACE);
	}

	private Matcher match(Pattern pattern) {
		Matcher matcher = pattern.matcher(this.text).region(this.position, this.text.length());
		if (!matcher.lookingAt()) {
			throw invalid();
		}
		this.position = matcher.end();
		return matcher;
	}

	private IllegalArgumentException invalid() {
		return new IllegalArgumentException("No valid JSON at character " + this.position);
	}

}
