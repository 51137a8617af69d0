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

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UntrustedText}.
 */
class UntrustedTextTests {

	@Test
	void cleanKeepsPlainText() {
		assertThat(UntrustedText.clean("Bestell\u00fcbersicht \ud83d\ude80 v1", 80))
			.isEqualTo("Bestell\u00fcbersicht \ud83d\ude80 v1");
	}

	@Test
	void cleanReplacesWhatChangesLinesColoursOrDirection() {
		assertThat(UntrustedText.clean("a\r\nb\u001b[0m\u0085\u2028\u202e\ufeff\ud800c\u0000", 80))
			.isEqualTo("a??b?[0m?????c?");
	}

	@Test
	void cleanCuts() {
		assertThat(UntrustedText.clean("abcdef", 3)).isEqualTo("abc");
		assertThat(UntrustedText.clean("ab\ud83d\ude80", 3)).isEqualTo("ab");
		assertThat(UntrustedText.clean("abc", 0)).isEmpty();
	}

}
