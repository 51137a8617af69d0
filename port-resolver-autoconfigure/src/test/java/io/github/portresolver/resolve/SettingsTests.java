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

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import io.github.portresolver.resolve.PortResolver.Settings;
import io.github.portresolver.testsupport.Requests;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Settings}.
 */
class SettingsTests {

	@Test
	void allowsWhenExcludedReturnsFalse() {
		Settings settings = Requests.rules(100, PortRange.of("5000"), PortRange.of("7000-7010"));
		assertThat(List.of(4999, 5001, 6999, 7011)).allMatch(settings::allows);
		assertThat(List.of(5000, 7000, 7005, 7010)).noneMatch(settings::allows);
	}

	@Test
	void allowsAllButThePortsThatTheFetchStandardBlocksIfToldTo() {
		assertThat(refused(true)).hasSize(83)
			.contains(1, 22, 25, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6669, 6679, 6697, 10080)
			.doesNotContain(80, 443, 3000, 5000, 8080, 8443, 9090);
		assertThat(refused(false)).isEmpty();
	}

	private static IntStream refused(boolean excludeBrowserUnsafe) {
		Settings settings = new Settings(100, List.of(), excludeBrowserUnsafe, Duration.ofSeconds(1));
		return IntStream.rangeClosed(0, PortRange.MAX_PORT).filter((port) -> !settings.allows(port));
	}

}
