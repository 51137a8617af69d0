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
import java.util.List;
import java.util.Locale;

import io.github.portresolver.owner.Owner;
import io.github.portresolver.owner.OwnerAnswer;
import io.github.portresolver.resolve.BindOutcome;
import org.jspecify.annotations.Nullable;

/**
 * The actions of a failure analysis: what each does, and beneath it what to paste.
 */
class ActionList {

	private final boolean windows;

	private final List<String> actions = new ArrayList<>();

	ActionList() {
		this(System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows"));
	}

	ActionList(boolean windows) {
		this.windows = windows;
	}

	void add(String what, String paste) {
		this.actions.add("- %s%n      %s".formatted(what, paste));
	}

	/**
	 * Suggest to end the process that has the port, if it is one of this user's and not
	 * this one.
	 * @param answer who has the port, or {@code null}
	 */
	void addKill(@Nullable OwnerAnswer answer) {
		addKill((answer != null) ? answer.owner() : null);
	}

	void addKill(@Nullable Owner owner) {
		if (owner == null || owner.pid() == null || !owner.isSameUser()
				|| owner.pid() == ProcessHandle.current().pid()) {
			return;
		}
		add("Stop the process that has it:",
				this.windows ? "taskkill /PID " + owner.pid() + " /F" : "kill " + owner.pid());
	}

	void addFreePort(String property, int port) {
		add("Start on a port that is free right now:", "--" + property + "=" + port);
	}

	void addPermission(BindOutcome.Denied denied) {
		if (this.windows) {
			add("See which ranges Windows has reserved:", "netsh interface ipv4 show excludedportrange protocol=tcp");
		}
		else if (denied.isPrivileged()) {
			add("Permit ports from this one on to every user (Linux):",
					"sudo sysctl net.ipv4.ip_unprivileged_port_start=" + denied.port());
		}
	}

	boolean isEmpty() {
		return this.actions.isEmpty();
	}

	@Override
	public String toString() {
		return String.join(System.lineSeparator(), this.actions);
	}

}
