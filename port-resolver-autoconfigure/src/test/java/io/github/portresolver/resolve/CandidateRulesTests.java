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

import java.util.ArrayList;
import java.util.List;

import io.github.portresolver.testsupport.Requests;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link CandidateRules}.
 */
class CandidateRulesTests {

	@Test
	void allowsWhenExcludedReturnsFalse() {
		CandidateRules rules = Requests.rules(100, PortRange.of("5000"), PortRange.of("7000-7010"));
		assertThat(List.of(4999, 5001, 6999, 7011)).allMatch(rules::allows);
		assertThat(List.of(5000, 7000, 7005, 7010)).noneMatch(rules::allows);
	}

	@Test
	void allowsWhenBrowserUnsafeDependsOnSetting() {
		assertThat(new CandidateRules(100, List.of(), true).allows(6666)).isFalse();
		assertThat(new CandidateRules(100, List.of(), false).allows(6666)).isTrue();
	}

	@Test
	void createWhenAttemptsAreNegativeThrows() {
		assertThatIllegalArgumentException().isThrownBy(() -> new CandidateRules(-1, List.of(), true))
			.withMessage("must not be negative");
		assertThat(new CandidateRules(0, List.of(), true).adjacentAttempts()).isZero();
	}

	@Test
	void excludeIsCopied() {
		List<PortRange> exclude = new ArrayList<>();
		CandidateRules rules = new CandidateRules(100, exclude, true);
		exclude.add(PortRange.of("5000"));
		assertThat(rules.allows(5000)).isTrue();
	}

}
