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

import java.net.URL;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
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
		ApplicationRecord clean = clean(record);
		Map<String, Object> values = new LinkedHashMap<>();
		values.put("name", clean.name());
		values.put("pid", clean.pid());
		values.put("directory", clean.directory());
		values.put("startedAt", clean.startedAt());
		values.put("stopping", clean.stopping());
		values.put("ports", clean.ports());
		values.put("urls", clean.urls());
		values.put("identity", clean.identity());
		return JsonWriter.standard().writeToString(values);
	}

	static ApplicationRecord read(String json) {
		if (json.chars().filter((character) -> character == '{' || character == '[').count() > BRACKETS_LIMIT) {
			throw new IllegalArgumentException("Not a record");
		}
		Map<String, Object> values = new BasicJsonParser().parseMap(json);
		Map<String, Integer> ports = new LinkedHashMap<>();
		Map<String, String> urls = new LinkedHashMap<>();
		Map<?, ?> namedPorts = value(values, "ports", Map.class);
		Map<?, ?> namedUrls = value(values, "urls", Map.class);
		namedPorts.forEach((name, port) -> ports.put(String.valueOf(name), port(port)));
		namedUrls.forEach((name, url) -> urls.put(String.valueOf(name), String.valueOf(url)));
		String identity = value(values, "identity", String.class);
		if (!IDENTITY.matcher(identity).matches()) {
			throw new IllegalArgumentException("Not an identity");
		}
		return clean(new ApplicationRecord(identity, value(values, "name", String.class),
				value(values, "pid", Long.class), value(values, "directory", String.class),
				Instant.parse(value(values, "startedAt", String.class)), ports, urls,
				"true".equals(values.get("stopping"))));
	}

	private static <T> T value(Map<String, Object> values, String name, Class<T> type) {
		Object value = values.get(name);
		if (!type.isInstance(value)) {
			throw new IllegalArgumentException("'" + name + "' is not of " + type);
		}
		return type.cast(value);
	}

	private static int port(@Nullable Object value) {
		return (value instanceof Long number && number >= 1 && number <= 65535) ? number.intValue() : 0;
	}

	private static ApplicationRecord clean(ApplicationRecord record) {
		return new ApplicationRecord(record.identity(), clean(record.name(), NAME_LIMIT), record.pid(),
				clean(record.directory(), DIRECTORY_LIMIT), record.startedAt(), clean(record.ports()),
				clean(record.urls()), record.stopping());
	}

	private static <T> Map<String, T> clean(Map<String, T> values) {
		Map<String, T> clean = new LinkedHashMap<>();
		for (Map.Entry<String, T> entry : values.entrySet()) {
			if (!entry.getKey().isEmpty() && isAllowed(entry.getValue()) && clean.size() < ENTRIES_LIMIT) {
				clean.put(UNSAFE_IN_KEY.matcher(clean(entry.getKey(), NAME_LIMIT)).replaceAll("?"), entry.getValue());
			}
		}
		return clean;
	}

	private static boolean isAllowed(Object portOrUrl) {
		return (portOrUrl instanceof Integer port) ? port >= 1 && port <= 65535 : isPlainUrl((String) portOrUrl);
	}

	private static String clean(String text, int limit) {
		return UNSAFE.matcher(PlainText.of(text, limit)).replaceAll("?");
	}

	private static boolean isPlainUrl(String url) {
		return URL.matcher(url.toLowerCase(Locale.ROOT)).matches() && PlainText.of(url, URL_LIMIT).equals(url);
	}

}
