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

package io.github.portresolver;

import java.util.Locale;

/**
 * Where a candidate port comes from.
 *
 * @since 0.1.0
 */
public enum PortSource {

	/**
	 * The port the configuration asks for.
	 */
	CONFIGURED,

	/**
	 * Spring Boot's default, because nobody configured a port.
	 */
	DEFAULT,

	/**
	 * The port this application had last time.
	 */
	STICKY,

	/**
	 * A port above the configured one.
	 */
	ADJACENT,

	/**
	 * A port drawn at random.
	 */
	RANDOM;

	/**
	 * Return the source as it is published.
	 * @return for example {@code adjacent}
	 */
	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}

}
