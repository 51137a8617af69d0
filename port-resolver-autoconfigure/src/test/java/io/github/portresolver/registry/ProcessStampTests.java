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

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProcessStamp}.
 */
class ProcessStampTests {

	private final ProcessStamp current = ProcessStamp.current();

	@Test
	void currentIsAlive() {
		assertThat(this.current.pid()).isEqualTo(ProcessHandle.current().pid());
		assertThat(this.current.isAlive()).isTrue();
	}

	@Test
	void isAliveWhenClockWasSetALittleReturnsTrue() {
		assertThat(startedLater(Duration.ofSeconds(9)).isAlive()).isTrue();
		assertThat(startedLater(Duration.ofSeconds(-9)).isAlive()).isTrue();
	}

	@Test
	void isAliveWhenPidWasReusedReturnsFalse() {
		assertThat(startedLater(Duration.ofSeconds(-11)).isAlive()).isFalse();
		assertThat(startedLater(Duration.ofDays(1)).isAlive()).isFalse();
	}

	@Test
	void isAliveWhenStartIsNotKnownReturnsFalse() {
		assertThat(new ProcessStamp(this.current.pid(), null).isAlive()).isFalse();
	}

	@Test
	void isAliveWhenThereIsNoSuchProcessReturnsFalse() {
		assertThat(new ProcessStamp(Long.MAX_VALUE, this.current.start()).isAlive()).isFalse();
		assertThat(new ProcessStamp(-1, this.current.start()).isAlive()).isFalse();
	}

	@Test
	void isAliveWhenStartIsAbsurdReturnsFalse() {
		assertThat(new ProcessStamp(this.current.pid(), Instant.MIN).isAlive()).isFalse();
		assertThat(new ProcessStamp(this.current.pid(), Instant.MAX).isAlive()).isFalse();
	}

	private ProcessStamp startedLater(Duration difference) {
		Instant start = this.current.start();
		assertThat(start).isNotNull();
		return new ProcessStamp(this.current.pid(), start.plus(difference));
	}

}
