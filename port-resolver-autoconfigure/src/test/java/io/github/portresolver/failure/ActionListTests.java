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

package io.github.portresolver.failure;

import java.net.InetSocketAddress;
import java.util.List;

import io.github.portresolver.owner.Listener;
import io.github.portresolver.owner.Owner;
import io.github.portresolver.owner.OwnerAnswer;
import io.github.portresolver.resolve.BindOutcome;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ActionList}.
 */
class ActionListTests {

	private static final long OTHER = ProcessHandle.current().pid() + 1;

	private final ActionList unix = new ActionList(false);

	private final ActionList windows = new ActionList(true);

	@Test
	void addKillWhenOwnerIsOfSameUser() {
		OwnerAnswer answer = owner(OTHER, ownUser());
		this.unix.addKill(answer);
		this.windows.addKill(answer);
		assertThat(this.unix).hasToString("- Stop the process that has it:%n      kill %d".formatted(OTHER));
		assertThat(this.windows)
			.hasToString("- Stop the process that has it:%n      taskkill /PID %d /F".formatted(OTHER));
	}

	@Test
	void addKillWhenOwnerIsAnotherUsersOrThisProcessOrUnknownSuggestsNothing() {
		this.unix.addKill(owner(OTHER, "not-" + ownUser()));
		this.unix.addKill(owner(OTHER, null));
		this.unix.addKill(owner(null, ownUser()));
		this.unix.addKill(owner(ProcessHandle.current().pid(), ownUser()));
		this.unix.addKill(new OwnerAnswer.Nobody());
		this.unix.addKill(new OwnerAnswer.Unknown("no answer within 1s"));
		this.unix.addKill((OwnerAnswer) null);
		assertThat(this.unix.isEmpty()).isTrue();
	}

	@Test
	void addPermissionWhenPortIsPrivileged() {
		this.unix.addPermission(new BindOutcome.Denied(80));
		assertThat(this.unix).hasToString("- Permit ports from this one on to every user (Linux):%n".formatted()
				+ "      sudo sysctl net.ipv4.ip_unprivileged_port_start=80");
	}

	@Test
	void addPermissionWhenPortIsReserved() {
		this.unix.addPermission(new BindOutcome.Denied(50000));
		assertThat(this.unix.isEmpty()).isTrue();
		this.windows.addPermission(new BindOutcome.Denied(50000));
		assertThat(this.windows).hasToString("- See which ranges Windows has reserved:%n".formatted()
				+ "      netsh interface ipv4 show excludedportrange protocol=tcp");
	}

	@Test
	void actionsAreListedInOrder() {
		this.unix.add("One:", "1");
		this.unix.addFreePort("server.port", 8081);
		assertThat(this.unix).hasToString(
				"- One:%n      1%n- Start on a port that is free right now:%n      --server.port=8081".formatted());
	}

	private static String ownUser() {
		return Owner.of(ProcessHandle.current()).user();
	}

	private static OwnerAnswer owner(Long pid, String user) {
		return new OwnerAnswer.Listening(List.of(new Listener(new InetSocketAddress("127.0.0.1", 8080),
				new Owner(pid, "java orders.jar", user, null, null))));
	}

}
