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

package io.github.portresolver.resolve;

import io.github.portresolver.Fallback;
import org.jspecify.annotations.Nullable;

/**
 * What happens when a port cannot be had, and why.
 *
 * @param value the fallback; not {@link Fallback#AUTO}
 * @param reason why it is this one, as part of a sentence
 * @param origin where it is configured, or {@code null} if it is not or that is not known
 */
public record FallbackVerdict(Fallback value, String reason, @Nullable String origin) {

	public FallbackVerdict(Fallback value, String reason) {
		this(value, reason, null);
	}

	public static FallbackVerdict configured(Fallback value, String origin) {
		return new FallbackVerdict(value, "configured by " + origin, origin);
	}

	public String describe() {
		String why = (this.origin != null) ? " (" + this.origin + ")" : ", because " + this.reason;
		return "port-resolver.fallback is " + this.value + why;
	}

}
