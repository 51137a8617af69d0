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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link PortRange}.
 */
class PortRangeTests {

	@ParameterizedTest
	@CsvSource({ "5000, 5000, 5000", "7000-7010, 7000, 7010", "' 7000 - 7010 ', 7000, 7010", "1-65535, 1, 65535",
			"7000-7000, 7000, 7000" })
	void ofTextReadsPortOrRange(String text, int first, int last) {
		assertThat(PortRange.of(text)).isEqualTo(new PortRange(first, last));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "abc", "5000-", "-5000", "-", "1-2-3", "5000,5001", "7000-abc", "7e3", "+7000",
			"9999999999", "７０００" })
	void ofTextWhenNeitherPortNorRangeThrows(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> PortRange.of(text))
			.withMessage("expected a port or a range such as 20000-29999");
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "65536", "0-100", "65000-65536", "999999999" })
	void ofTextWhenNoTcpPortThrows(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> PortRange.of(text))
			.withMessage("ports must be from 1 to 65535");
	}

	@Test
	void ofTextWhenReversedThrows() {
		assertThatIllegalArgumentException().isThrownBy(() -> PortRange.of("9000-100"))
			.withMessage("the first port must not be greater than the last");
	}

	@Test
	void ofNumberIsRangeOfOnePort() {
		assertThat(PortRange.of(5000)).isEqualTo(new PortRange(5000, 5000));
		assertThatIllegalArgumentException().isThrownBy(() -> PortRange.of(70000));
	}

	@Test
	void containsIsInclusive() {
		PortRange range = new PortRange(7000, 7010);
		assertThat(range.contains(6999)).isFalse();
		assertThat(range.contains(7000)).isTrue();
		assertThat(range.contains(7010)).isTrue();
		assertThat(range.contains(7011)).isFalse();
	}

	@Test
	void portsAreAllOfTheRange() {
		assertThat(new PortRange(65533, 65535).ports()).containsExactly(65533, 65534, 65535);
	}

	@ParameterizedTest
	@ValueSource(strings = { "5000", "7000-7010" })
	void toStringIsReadAgain(String text) {
		assertThat(PortRange.of(text)).hasToString(text);
	}

}
