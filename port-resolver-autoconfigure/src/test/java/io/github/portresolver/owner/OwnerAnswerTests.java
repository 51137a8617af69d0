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

package io.github.portresolver.owner;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link OwnerAnswer}.
 */
class OwnerAnswerTests {

	private static final Listener FIRST = new Listener(new InetSocketAddress(8080),
			new Owner(1L, null, null, null, null));

	private static final Listener SECOND = new Listener(new InetSocketAddress(8080),
			new Owner(2L, null, null, null, null));

	@Test
	void ownerWhenListeningReturnsFirst() {
		assertThat(new OwnerAnswer.Listening(List.of(FIRST, SECOND)).owner()).isEqualTo(FIRST.owner());
	}

	@Test
	void ownerWhenNobodyOrUnknownReturnsNull() {
		assertThat(new OwnerAnswer.Nobody().owner()).isNull();
		assertThat(new OwnerAnswer.Unknown("no time").owner()).isNull();
	}

	@Test
	void listeningWhenEmptyIsRejected() {
		assertThatIllegalArgumentException().isThrownBy(() -> new OwnerAnswer.Listening(List.of()))
			.withMessage("'listeners' must not be empty");
	}

	@Test
	void listeningIsImmutable() {
		List<Listener> listeners = new ArrayList<>(List.of(FIRST));
		OwnerAnswer.Listening listening = new OwnerAnswer.Listening(listeners);
		listeners.add(SECOND);
		assertThat(listening.listeners()).containsExactly(FIRST).isUnmodifiable();
	}

	@Test
	void unknownMakesItsReasonPrintable() {
		assertThat(new OwnerAnswer.Unknown("lsof failed:\u001b[2J").reason()).isEqualTo("lsof failed:?[2J");
	}

}
