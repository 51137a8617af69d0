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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What can be seen of the machine an application runs on.
 */
record HostEnvironment(UnaryOperator<@Nullable String> variables, Path root, long pid) {

	static HostEnvironment ofSystem() {
		return new HostEnvironment(System::getenv, Path.of("/"), ProcessHandle.current().pid());
	}

	// Of a platform that Spring Boot does not know
	@Nullable String platformVariable() {
		return firstSet("K_SERVICE", "FLY_APP_NAME");
	}

	@Nullable String containerMarker() {
		return Stream.of(".dockerenv", "run/.containerenv")
			.filter((name) -> Files.exists(this.root.resolve(name)))
			.findFirst()
			.map("/"::concat)
			.orElseGet(this::processMarker);
	}

	private @Nullable String processMarker() {
		if (isSet("container")) {
			return "the variable 'container'";
		}
		return (this.pid == 1) ? "pid 1" : isContainerd() ? "containerd" : null;
	}

	// Its snapshots are the layers of the root file system
	private boolean isContainerd() {
		try (Stream<String> mounts = Files.lines(this.root.resolve("proc/self/mountinfo"))) {
			return mounts.anyMatch((mount) -> mount.contains(" / / ") && mount.contains("io.containerd."));
		}
		catch (IOException | RuntimeException ex) {
			return false;
		}
	}

	// What tells that a container is a developer's or a CI job's
	@Nullable String developmentVariable() {
		return firstSet("REMOTE_CONTAINERS", "CODESPACES", "GITPOD_WORKSPACE_ID", "CI");
	}

	// systemd.exec(5), "SYSTEMD_EXEC_PID"
	boolean isService() {
		return String.valueOf(this.pid).equals(this.variables.apply("SYSTEMD_EXEC_PID"));
	}

	private @Nullable String firstSet(String... names) {
		return Stream.of(names).filter(this::isSet).findFirst().orElse(null);
	}

	private boolean isSet(String variable) {
		String value = this.variables.apply(variable);
		return value != null && !value.isEmpty() && !"false".equalsIgnoreCase(value);
	}

}
