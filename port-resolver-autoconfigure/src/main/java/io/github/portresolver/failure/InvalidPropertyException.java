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

package io.github.portresolver.failure;

import org.jspecify.annotations.Nullable;

/**
 * A property of the application or of the starter has a value that cannot be used.
 */
public class InvalidPropertyException extends RuntimeException {

	private final String property;

	private final String value;

	private final String allowed;

	// The reason is a phrase, and what is allowed an object of "set it to"
	public InvalidPropertyException(String property, String value, @Nullable Object origin, String reason,
			String allowed, @Nullable Throwable cause) {
		super("'%s' is not a valid value for '%s'%s: %s".formatted(value, property,
				(origin != null) ? " (" + origin + ")" : "", reason), cause);
		this.property = property;
		this.value = value;
		this.allowed = allowed;
	}

	public String getProperty() {
		return this.property;
	}

	String getValue() {
		return this.value;
	}

	String getAllowed() {
		return this.allowed;
	}

}
