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

import java.util.List;

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
	@CsvSource({ "0, ports must be from 1 to 65535", "65536, ports must be from 1 to 65535",
			"0-100, ports must be from 1 to 65535", "65000-65536, ports must be from 1 to 65535",
			"999999999, ports must be from 1 to 65535", "9000-100, the first port must not be greater than the last" })
	void ofTextWhenNoTcpPortOrReversedThrows(String text, String message) {
		assertThatIllegalArgumentException().isThrownBy(() -> PortRange.of(text)).withMessage(message);
	}

	@Test
	void containsIsInclusive() {
		PortRange range = new PortRange(7000, 7010);
		assertThat(List.of(7000, 7010)).allMatch(range::contains);
		assertThat(List.of(6999, 7011)).noneMatch(range::contains);
		assertThat(PortRange.of(5000)).isEqualTo(new PortRange(5000, 5000)).hasToString("5000");
		assertThat(range).hasToString("7000-7010");
		assertThatIllegalArgumentException().isThrownBy(() -> PortRange.of(70000));
	}

}
