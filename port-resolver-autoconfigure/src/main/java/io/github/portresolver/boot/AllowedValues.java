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

package io.github.portresolver.boot;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import io.github.portresolver.Hold;
import io.github.portresolver.resolve.PortRange;
import io.github.portresolver.unix.UnixSocketRequest.SocketPermissions;

import org.springframework.core.convert.ConverterNotFoundException;

/**
 * What the value of a property may be, and what is wrong with one that is not allowed.
 */
final class AllowedValues {

	static final String PORT = "a port from 1 to 65535, 0 for a random port, or -1 for no server";

	static final String NOT_ALLOWED = "not one of the allowed values";

	private static final String BOOLEAN = "true or false";

	private AllowedValues() {
	}

	static String of(String property, Class<?> type) {
		if (type == Integer.class || type == int.class) {
			return property.toLowerCase(Locale.ROOT).endsWith("port") ? PORT : "zero or a positive number";
		}
		if (type.isEnum()) {
			return "one of " + Arrays.stream(type.getEnumConstants())
				.filter((constant) -> constant != Hold.LEASE)
				.map(Object::toString)
				.collect(Collectors.joining(", "));
		}
		return byType().getOrDefault(type, "a value of type " + type.getSimpleName());
	}

	private static Map<Class<?>, String> byType() {
		return Map.of(boolean.class, BOOLEAN, Boolean.class, BOOLEAN, List.class,
				"a list of ports and port ranges from 1 to 65535, such as 5000,7000-7010", PortRange.class,
				"a port range from 1 to 65535, such as 20000-29999, or a single port", Duration.class,
				"zero or a positive duration, such as 10s or 500ms", SocketPermissions.class,
				"nine permission characters as in ls -l, such as rw-rw----", InetAddress.class,
				"an IP address of this machine, or a host name that resolves to one");
	}

	static String reason(Class<?> type, Throwable root) {
		if (type.isEnum()) {
			return NOT_ALLOWED;
		}
		if (type == boolean.class || type == Boolean.class) {
			return "neither true nor false";
		}
		if (root instanceof ConverterNotFoundException) {
			return "not text in the expected format";
		}
		String message = (root instanceof NumberFormatException) ? "not a valid integer"
				: (root instanceof UnknownHostException) ? "unknown host" : root.getMessage();
		return (message != null) ? message : root.getClass().getSimpleName();
	}

}
