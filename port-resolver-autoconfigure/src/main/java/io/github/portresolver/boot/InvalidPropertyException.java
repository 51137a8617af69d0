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

import org.jspecify.annotations.Nullable;

import org.springframework.boot.origin.Origin;

/**
 * A property of the application or of the starter has a value that cannot be used.
 */
class InvalidPropertyException extends RuntimeException {

	private final String property;

	private final String value;

	private final transient @Nullable Origin origin;

	private final String reason;

	private final String allowed;

	InvalidPropertyException(String property, String value, @Nullable Origin origin, String reason, String allowed,
			@Nullable Throwable cause) {
		super("'%s' is no valid value of '%s': %s".formatted(value, property, reason), cause);
		this.property = property;
		this.value = value;
		this.origin = origin;
		this.reason = reason;
		this.allowed = allowed;
	}

	String getProperty() {
		return this.property;
	}

	String getValue() {
		return this.value;
	}

	/**
	 * Return where the value was set.
	 * @return the origin, or {@code null} if it is not known
	 */
	@Nullable Origin getOrigin() {
		return this.origin;
	}

	String getReason() {
		return this.reason;
	}

	String getAllowed() {
		return this.allowed;
	}

}
