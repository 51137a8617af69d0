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

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import io.github.portresolver.resolve.PortRange;
import io.github.portresolver.unix.SocketPermissions;

/**
 * What may be written, by the type of a property.
 */
final class AllowedValues {

	static final String PORT = "a port from 1 to 65535, 0 for a random port, or -1 for no server";

	private AllowedValues() {
	}

	static String values(Class<?> type) {
		if (type.isEnum()) {
			return "one of "
					+ Arrays.stream(type.getEnumConstants()).map(Object::toString).collect(Collectors.joining(", "));
		}
		if (type == PortRange.class || List.class.isAssignableFrom(type)) {
			return "a port or a range of ports from 1 to 65535, such as 20000-29999";
		}
		if (type == Duration.class) {
			return "a duration that is not negative, such as 10s or 500ms";
		}
		if (type == SocketPermissions.class) {
			return "nine characters as ls -l prints them, such as rw-rw----";
		}
		if (type == boolean.class || type == Boolean.class) {
			return "true or false";
		}
		if (type == Integer.class) {
			return PORT;
		}
		return (type == int.class) ? "a number that is not negative" : "a value of type " + type.getSimpleName();
	}

	static String reason(Class<?> type, Throwable root) {
		if (type.isEnum() || type == Integer.class || type == boolean.class) {
			return type.isEnum() ? "it is not one of the values" : "it is not a " + name(type);
		}
		String message = root.getMessage();
		return (message != null) ? message : root.getClass().getSimpleName();
	}

	private static String name(Class<?> type) {
		return (type == Integer.class) ? "number" : "truth value";
	}

}
