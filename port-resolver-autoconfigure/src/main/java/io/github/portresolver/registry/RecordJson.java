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

import org.jspecify.annotations.Nullable;

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

	/**
	 * Write a record.
	 * @param record the record
	 * @return the JSON
	 */
	String write(ApplicationRecord record) {
		return Writer.INSTANCE.writeToString(clean(record));
	}

	/**
	 * Read a record.
	 * @param json what was found in a file
	 * @return a record that can be shown
	 * @throws RuntimeException if it is no JSON, or not the JSON of a record
	 */
	ApplicationRecord read(String json) {
		Map<String, @Nullable Object> values = JsonReader.readObject(json);
		String processStart = (String) values.get("processStart");
		Map<String, Integer> ports = new LinkedHashMap<>();
		object(values, "ports").forEach((name, port) -> ports.put(String.valueOf(name), port(port)));
		Map<String, String> urls = new LinkedHashMap<>();
		object(values, "urls").forEach((name, url) -> urls.put(String.valueOf(name), String.valueOf(url)));
		return clean(new ApplicationRecord(string(values, "name"), number(values.get("pid")),
				(processStart != null) ? Instant.parse(processStart) : null, string(values, "directory"),
				Instant.parse(string(values, "startedAt")), ports, urls,
				"true".equals(String.valueOf(values.get("stopping")))));
	}

	private static Map<?, ?> object(Map<String, @Nullable Object> values, String name) {
		return (values.get(name) instanceof Map<?, ?> map) ? map : Map.of();
	}

	private static String string(Map<String, @Nullable Object> values, String name) {
		if (values.get(name) instanceof String string) {
			return string;
		}
		throw new IllegalArgumentException("'" + name + "' is not a string");
	}

	private static long number(@Nullable Object value) {
		if (value instanceof Number number && number.doubleValue() == number.longValue()) {
			return number.longValue();
		}
		throw new IllegalArgumentException("Not a whole number");
	}

	private static int port(@Nullable Object value) {
		return (value instanceof Number number && number.doubleValue() == number.intValue()) ? number.intValue() : -1;
	}

	/**
	 * Make a record fit to be shown.
	 * @param record the record
	 * @return the record without what is not allowed in it
	 */
	static ApplicationRecord clean(ApplicationRecord record) {
		Map<String, Integer> ports = new LinkedHashMap<>();
		record.ports().forEach((name, port) -> {
			if (!name.isEmpty() && port >= 1 && port <= 65535 && ports.size() < ENTRIES_LIMIT) {
				ports.put(cleanName(name), port);
			}
		});
		Map<String, String> urls = new LinkedHashMap<>();
		record.urls().forEach((name, url) -> {
			if (!name.isEmpty() && isPlainUrl(url) && urls.size() < ENTRIES_LIMIT) {
				urls.put(cleanName(name), url);
			}
		});
		return new ApplicationRecord(cleanName(record.name()), record.pid(), record.processStart(),
				cleanDirectory(record.directory()), record.startedAt(), ports, urls, record.stopping());
	}

	static String cleanName(String name) {
		return UntrustedText.clean(name, NAME_LIMIT);
	}

	static String cleanDirectory(String directory) {
		return UntrustedText.clean(directory, DIRECTORY_LIMIT);
	}

	private static boolean isPlainUrl(String url) {
		String lowerCase = url.toLowerCase(Locale.ROOT);
		return (lowerCase.startsWith("http://") || lowerCase.startsWith("https://") || lowerCase.startsWith("unix:"))
				&& UntrustedText.clean(url, URL_LIMIT).equals(url) && url.chars().noneMatch(Character::isWhitespace);
	}

	/**
	 * Not loaded by starts that only read records, or none.
	 */
	private static final class Writer {

		private static final JsonWriter<ApplicationRecord> INSTANCE = JsonWriter.of((members) -> {
			members.add("name", ApplicationRecord::name);
			members.add("pid", ApplicationRecord::pid);
			members.add("processStart", ApplicationRecord::processStart).whenNotNull();
			members.add("directory", ApplicationRecord::directory);
			members.add("startedAt", ApplicationRecord::startedAt);
			members.add("stopping", ApplicationRecord::stopping);
			members.add("ports", ApplicationRecord::ports);
			members.add("urls", ApplicationRecord::urls);
		});

	}

}
