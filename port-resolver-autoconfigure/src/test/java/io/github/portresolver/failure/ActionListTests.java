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

import java.util.Optional;

import io.github.portresolver.failure.ActionList.Launcher;
import io.github.portresolver.owner.Owner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ActionList}.
 */
class ActionListTests {

	private static final long OTHER = ProcessHandle.current().pid() + 1;

	private final ActionList unix = new ActionList(false, Launcher.JAVA);

	private final ActionList windows = new ActionList(true, Launcher.JAVA);

	@Test
	void addKillOnWindowsWhenOwnerIsOfSameUser() {
		this.windows.addKill("the socket", owner(OTHER, ownUser()));
		assertThat(this.windows)
			.hasToString("- Stop the process that is using the socket:%n      taskkill /PID %d /F".formatted(OTHER));
	}

	@Test
	void addKillWhenOwnerIsAnotherUsersOrThisProcessOrUnknownSuggestsNothing() {
		this.unix.addKill("the port", owner(OTHER, "not-" + ownUser()));
		this.unix.addKill("the port", owner(OTHER, null));
		this.unix.addKill("the port", owner(null, ownUser()));
		this.unix.addKill("the port", owner(ProcessHandle.current().pid(), ownUser()));
		this.unix.addKill("the port", null);
		assertThat(this.unix.orElse("nothing")).isEqualTo("nothing");
	}

	@Test
	void addPermissionOnWindowsListsReservedRanges() {
		this.windows.addPermission(50000, false);
		assertThat(this.windows).hasToString("- List the port ranges that Windows has reserved:%n".formatted()
				+ "      netsh interface ipv4 show excludedportrange protocol=tcp");
	}

	@ParameterizedTest
	@ValueSource(strings = { "spring-boot:run", "spring-boot:test-run", "spring-boot:4.1.1:run", "spring-boot:run@dev",
			"org.springframework.boot:spring-boot-maven-plugin:run",
			"org.springframework.boot:spring-boot-maven-plugin:4.1.1:run" })
	void addPropertyWhenMavenRunsTheApplicationUsesItsForm(String goal) {
		Launcher launcher = launcher("java", "org.codehaus.plexus.classworlds.launcher.Launcher", "-q", goal);
		ActionList actions = new ActionList(false, launcher);
		actions.addProperty("Do:", "server.port", 8081);
		assertThat(actions).hasToString("- Do:%n      -Dspring-boot.run.arguments=--server.port=8081".formatted());
	}

	@ParameterizedTest
	@ValueSource(strings = { "bash", "verify", "spring-boot:build-image", "my-spring-boot:run", "run" })
	void launcherIsJavaWhenParentRunsNoGoal(String argument) {
		assertThat(launcher("java", argument)).isEqualTo(Launcher.JAVA);
	}

	@Test
	void addPropertyWhenParentIsNotSeenAndClassesAreThoseOfAMavenBuildShowsBothForms() {
		Launcher launcher = Launcher.of(Optional.empty(), "C:\\orders\\target\\classes;C:\\lib\\a.jar");
		ActionList actions = new ActionList(true, launcher);
		actions.addProperty("Do:", "server.port", 8081);
		assertThat(actions).hasToString("- Do:%n      --server.port=8081%n".formatted()
				+ "      mvn spring-boot:run -Dspring-boot.run.arguments=--server.port=8081");
		assertThat(Launcher.of(Optional.empty(), "/srv/orders.jar")).isEqualTo(Launcher.JAVA);
	}

	private static Launcher launcher(String... parentArguments) {
		return Launcher.of(Optional.of(parentArguments), "/srv/orders/target/classes");
	}

	static String ownUser() {
		String user = Owner.of(ProcessHandle.current().pid()).user();
		assertThat(user).isNotBlank();
		return user;
	}

	private static Owner owner(Long pid, String user) {
		return new Owner(pid, "java orders.jar", user, null, null);
	}

}
