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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

import io.github.portresolver.owner.Owner;
import org.jspecify.annotations.Nullable;

/**
 * The actions of a failure analysis: what each does, and beneath it what to paste.
 */
class ActionList {

	static final String STOP_OR_MOVE = "Stop the process that is using the port, or configure another port.";

	private final boolean windows;

	private final Launcher launcher;

	private final List<String> actions = new ArrayList<>();

	ActionList() {
		this(System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows"), Launcher.current());
	}

	ActionList(boolean windows, Launcher launcher) {
		this.windows = windows;
		this.launcher = launcher;
	}

	void add(String what, String command) {
		this.actions.add("- %s%n      %s".formatted(what, command));
	}

	void addProperty(String what, String property, Object value) {
		add(what, this.launcher.argument("--" + property + "=" + value));
	}

	// If it is another process of the same user
	void addKill(String what, @Nullable Owner owner) {
		if (owner == null || owner.pid() == null || !owner.isSameUser()
				|| owner.pid() == ProcessHandle.current().pid()) {
			return;
		}
		add("Stop the process that is using " + what + ":",
				this.windows ? "taskkill /PID " + owner.pid() + " /F" : "kill " + owner.pid());
	}

	void addPermission(int port, boolean privileged) {
		if (this.windows) {
			add("List the port ranges that Windows has reserved:",
					"netsh interface ipv4 show excludedportrange protocol=tcp");
		}
		else if (privileged) {
			add("Allow all users to bind this port and higher ones (Linux):",
					"sudo sysctl net.ipv4.ip_unprivileged_port_start=" + port);
		}
	}

	String orElse(String action) {
		return this.actions.isEmpty() ? action : toString();
	}

	@Override
	public String toString() {
		return String.join(System.lineSeparator(), this.actions);
	}

	/**
	 * What started the application, which decides how an argument is passed to it.
	 */
	enum Launcher {

		JAVA, MAVEN, UNKNOWN;

		private static final Pattern RUN_GOAL = Pattern
			.compile("(org\\.springframework\\.boot:)?spring-boot(-maven-plugin)?(:[^:]+)?:(test-)?run(@.+)?");

		static Launcher current() {
			return of(ProcessHandle.current().parent().flatMap((parent) -> parent.info().arguments()),
					System.getProperty("java.class.path", ""));
		}

		// The plugin sets nothing in the process that it starts, so Maven's own command
		// line is what tells; Windows does not show it
		static Launcher of(Optional<String[]> parentArguments, String classPath) {
			if (parentArguments.isPresent()) {
				return Arrays.stream(parentArguments.get()).anyMatch(RUN_GOAL.asMatchPredicate()) ? MAVEN : JAVA;
			}
			return classPath.replace('\\', '/').contains("/target/classes") ? UNKNOWN : JAVA;
		}

		String argument(String argument) {
			String property = "-Dspring-boot.run.arguments="
					+ (argument.contains(" ") ? "\"" + argument + "\"" : argument);
			return switch (this) {
				case JAVA -> argument;
				case MAVEN -> property;
				case UNKNOWN -> "%s%n      mvn spring-boot:run %s".formatted(argument, property);
			};
		}

	}

}
