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

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Owner}.
 */
class OwnerTests {

	private static final Instant SINCE = Instant.parse("2026-11-20T09:12:59Z");

	private static final Clock SAME_DAY = Clock.fixed(Instant.parse("2026-11-20T23:00:00Z"), ZoneOffset.UTC);

	private static final Clock NEXT_DAY = Clock.fixed(Instant.parse("2026-11-21T00:00:00Z"), ZoneOffset.UTC);

	@Test
	void describeSaysTheTimeOfTodayInTheZoneOfTheClockAndTheDayWhenStartedEarlier() {
		Owner owner = new Owner(4711L, "java orders.jar", "alice", SINCE, Path.of("orders"));
		assertThat(owner.describe(SAME_DAY)).isEqualTo("PID 4711 (java orders.jar, user alice, since 09:12)");
		assertThat(owner.describe(NEXT_DAY))
			.isEqualTo("PID 4711 (java orders.jar, user alice, since 2026-11-20 09:12)");
		assertThat(owner.describe(NEXT_DAY.withZone(ZoneOffset.ofHours(-5)))).endsWith("since 04:12)");
	}

	@Test
	void describeLeavesOutWhatIsNotKnown() {
		assertThat(owner(4711L, "node", null)).isEqualTo("PID 4711 (node)");
		assertThat(owner(4711L, null, "alice")).isEqualTo("PID 4711 (user alice)");
		assertThat(owner(4711L, null, null)).isEqualTo("PID 4711");
		assertThat(owner(null, null, "bob")).isEqualTo("a process of user bob");
		assertThat(owner(null, null, "uid 1001")).isEqualTo("a process of uid 1001");
		assertThat(owner(4711L, null, "uid 1001")).isEqualTo("PID 4711 (uid 1001)");
		assertThat(owner(null, "node", null)).isEqualTo("another process (node)");
		assertThat(owner(null, null, null)).isEqualTo("another process");
		assertThat(owner(ProcessHandle.current().pid(), null, null))
			.isEqualTo("this process, PID " + ProcessHandle.current().pid());
	}

	@Test
	void constructorMakesNamesPrintable() {
		Owner owner = new Owner(1L, "evil\n\u001b[2Jname", "al\u202eice", null, Path.of("dir\u2028name"));
		assertThat(owner.name()).isEqualTo("evil??[2Jname");
		assertThat(owner.user()).isEqualTo("al?ice");
		assertThat(owner.describeDirectory()).isEqualTo("dir?name");
		assertThat(owner.directory()).isEqualTo(Path.of("dir\u2028name"));
		assertThat(new Owner(1L, null, null, null, null).describeDirectory()).isNull();
	}

	@Test
	void isSameUserWhenOwnProcessReturnsTrueAndWhenNotKnownOrOtherUserFalse() {
		assertThat(Owner.of(ProcessHandle.current().pid()).isSameUser()).isTrue();
		String user = Owner.of(ProcessHandle.current().pid()).user();
		assertThat(new Owner(null, null, user, null, null).isSameUser()).isFalse();
		assertThat(new Owner(1L, null, null, null, null).isSameUser()).isFalse();
		assertThat(new Owner(1L, null, user + "x", null, null).isSameUser()).isFalse();
	}

	private static String owner(@Nullable Long pid, @Nullable String name, @Nullable String user) {
		return new Owner(pid, name, user, null, null).describe(SAME_DAY);
	}

}
