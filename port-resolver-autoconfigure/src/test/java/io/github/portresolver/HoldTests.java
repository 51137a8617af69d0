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

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Hold}.
 */
class HoldTests {

	@ParameterizedTest
	@EnumSource
	void decideReturnsWhatIsAskedForAndWhenAutoHandOffIfThePortMayMove(Fallback fallback) {
		assertThat(Hold.AUTO.decide(fallback))
			.isEqualTo(List.of(Fallback.NONE, Fallback.AUTO).contains(fallback) ? Hold.GUARD : Hold.HAND_OFF);
		assertThat(List.of(Hold.GUARD, Hold.LEASE, Hold.HAND_OFF)).allMatch((hold) -> hold.decide(fallback) == hold);
	}

	@Test
	void toStringIsTheValueInConfiguration() {
		assertThat(Hold.values()).extracting(Hold::toString).containsExactly("auto", "hand-off", "guard", "lease");
		assertThat(Fallback.values()).extracting(Fallback::toString)
			.containsExactly("auto", "none", "adjacent", "random", "adjacent-then-random");
		assertThat(PortSource.values()).extracting(PortSource::toString)
			.containsExactly("configured", "default", "sticky", "adjacent", "random");
	}

}
