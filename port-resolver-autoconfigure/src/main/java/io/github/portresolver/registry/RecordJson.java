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

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;

import io.github.portresolver.owner.PlainText;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.json.BasicJsonParser;
import org.springframework.boot.json.JsonWriter;

/**
 * Writes an {@link ApplicationRecord} as JSON and reads it as something that anybody may
 * have written: of what is not as it should be, ports and URLs are left out and anything
 * else is an error.
 */
final class RecordJson {

	// Together, all limits stay below the size that a reader accepts
	private static final int NAME_LIMIT = 80;

	private static final int DIRECTORY_LIMIT = 1024;

	private static final int URL_LIMIT = 400;

	private static final int ENTRIES_LIMIT = 32;

	// More than the brackets of a record and of 32 URLs. The parser recurses for each.
	private static final int BRACKETS_LIMIT = 100;

	private static final Pattern IDENTITY = Pattern.compile("[0-9a-f]{32}");

	// What Boot's basic parser trips over, also within a string
	private static final Pattern UNSAFE = Pattern.compile("[\"{}\\[\\]]");

	private static final Pattern UNSAFE_IN_KEY = Pattern.compile("[:\\\\]");

	// Of brackets, which an IPv6 address has, only pairs: the parser trips over others
	private static final Pattern URL = Pattern
		.compile("(?:https?://|unix:)(?:[^\\s\"{}\\[\\]\\\\]++|\\[[^\\s\"{}\\[\\]\\\\]*+])*+");

	private RecordJson() {
	}

	static String write(ApplicationRecord record) {
		Map<String, Object> values = new LinkedHashMap<>();
		values.put("name", clean(record.name(), NAME_LIMIT));
		values.put("pid", record.pid());
		values.put("directory", clean(record.directory(), DIRECTORY_LIMIT));
		values.put("startedAt", record.startedAt());
		values.put("stopping", record.stopping());
		values.put("ports", clean(record.ports(), RecordJson::port));
		values.put("urls", clean(record.urls(), RecordJson::url));
		values.put("identity", record.identity());
		return JsonWriter.standard().writeToString(values);
	}

	static ApplicationRecord read(String json) {
		if (json.chars().filter((character) -> character == '{' || character == '[').count() > BRACKETS_LIMIT) {
			throw new IllegalArgumentException("Not a record");
		}
		Map<String, Object> values = new BasicJsonParser().parseMap(json);
		String identity = value(values, "identity", String.class);
		if (!IDENTITY.matcher(identity).matches()) {
			throw new IllegalArgumentException("Not an identity");
		}
		return new ApplicationRecord(identity, clean(value(values, "name", String.class), NAME_LIMIT),
				value(values, "pid", Long.class), clean(value(values, "directory", String.class), DIRECTORY_LIMIT),
				Instant.parse(value(values, "startedAt", String.class)),
				clean(value(values, "ports", Map.class), RecordJson::port),
				clean(value(values, "urls", Map.class), RecordJson::url), "true".equals(values.get("stopping")));
	}

	private static <T> T value(Map<String, Object> values, String name, Class<T> type) {
		return type.cast(Objects.requireNonNull(values.get(name), name));
	}

	private static <T> Map<String, T> clean(Map<?, ?> values, Function<@Nullable Object, @Nullable T> allowed) {
		Map<String, T> clean = new LinkedHashMap<>();
		for (Map.Entry<?, ?> entry : values.entrySet()) {
			String key = clean(String.valueOf(entry.getKey()), NAME_LIMIT);
			T value = allowed.apply(entry.getValue());
			if (!key.isEmpty() && value != null && clean.size() < ENTRIES_LIMIT) {
				clean.put(UNSAFE_IN_KEY.matcher(key).replaceAll("?"), value);
			}
		}
		return clean;
	}

	private static @Nullable Integer port(@Nullable Object value) {
		long port = (value instanceof Number number && !(value instanceof Double)) ? number.longValue() : 0;
		return (port >= 1 && port <= 65535) ? (int) port : null;
	}

	private static @Nullable String url(@Nullable Object value) {
		String url = String.valueOf(value);
		boolean plain = PlainText.of(url, URL_LIMIT).equals(url);
		return (plain && URL.matcher(url.toLowerCase(Locale.ROOT)).matches()) ? url : null;
	}

	private static String clean(String text, int limit) {
		return UNSAFE.matcher(PlainText.of(text, limit)).replaceAll("?");
	}

}
