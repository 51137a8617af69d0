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

package io.github.portresolver.boot;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

/**
 * What can be seen of the machine an application runs on.
 *
 * @param variables reads environment variables, {@code null} for those not set
 * @param root the root of the file system
 * @param pid the process id of this JVM
 */
record Surroundings(UnaryOperator<@Nullable String> variables, Path root, long pid) {

	static Surroundings ofSystem() {
		return new Surroundings(System::getenv, Path.of("/"), ProcessHandle.current().pid());
	}

	/**
	 * Return what marks this process as running in a container.
	 * @return the marker, or {@code null} if there is none, or if the container is a
	 * developer's or a CI job's
	 */
	@Nullable String containerMarker() {
		if (isSet("REMOTE_CONTAINERS") || isSet("CODESPACES") || isSet("GITPOD_WORKSPACE_ID") || isSet("CI")) {
			return null;
		}
		if (Files.exists(this.root.resolve(".dockerenv"))) {
			return "/.dockerenv";
		}
		if (Files.exists(this.root.resolve("run/.containerenv"))) {
			return "/run/.containerenv";
		}
		return isSet("container") ? "the variable 'container'" : null;
	}

	/**
	 * Return whether this is the main process of a service: systemd.exec(5),
	 * "SYSTEMD_EXEC_PID".
	 * @return {@code true} if it is
	 */
	boolean isService() {
		return String.valueOf(this.pid).equals(this.variables.apply("SYSTEMD_EXEC_PID"));
	}

	private boolean isSet(String variable) {
		String value = this.variables.apply(variable);
		return value != null && !value.isEmpty() && !"false".equalsIgnoreCase(value);
	}

}
