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

import java.io.IOException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BindOutcome}.
 */
class BindOutcomeTests {

	@Test
	void inUseShadowedAndLeasedMoveOn() {
		assertThat(new BindOutcome.InUse().movesOn()).isTrue();
		assertThat(new BindOutcome.Shadowed(null).movesOn()).isTrue();
		assertThat(new BindOutcome.Leased(null).movesOn()).isTrue();
	}

	@Test
	void unavailableDoesNotMoveOn() {
		assertThat(new BindOutcome.Unavailable(new IOException()).movesOn()).isFalse();
	}

	@Test
	void deniedMovesOnWhenUnprivileged() {
		assertThat(new BindOutcome.Denied(1023).movesOn()).isFalse();
		assertThat(new BindOutcome.Denied(1023).isPrivileged()).isTrue();
		assertThat(new BindOutcome.Denied(1024).movesOn()).isTrue();
		assertThat(new BindOutcome.Denied(1024).isPrivileged()).isFalse();
	}

	@Test
	void labelsAreThoseOfTheEndpoint() {
		assertThat(new BindOutcome.InUse().label()).isEqualTo("in-use");
		assertThat(new BindOutcome.Leased(null).label()).isEqualTo("in-use");
		assertThat(new BindOutcome.Denied(80).label()).isEqualTo("denied");
		assertThat(new BindOutcome.Unavailable(new IOException()).label()).isEqualTo("unavailable");
		assertThat(new BindOutcome.Shadowed(null).label()).isEqualTo("shadowed");
	}

}
