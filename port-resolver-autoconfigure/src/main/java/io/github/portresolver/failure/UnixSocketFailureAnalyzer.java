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

import java.nio.file.Path;

import io.github.portresolver.unix.UnixBindOutcome;
import io.github.portresolver.unix.UnixSocketRequest;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;

/**
 * Explains a {@link UnixSocketException}. It has no constructor argument: the failure
 * comes before there is a context to take one from.
 */
class UnixSocketFailureAnalyzer extends AbstractFailureAnalyzer<UnixSocketException> implements Ordered {

	private static final String PATH = "port-resolver.unix-socket.path";

	private static final String OPTION = "--" + PATH + "=";

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, UnixSocketException cause) {
		UnixSocketRequest request = cause.getRequest();
		String origin = (request.origin() != null) ? " (%s)".formatted(request.origin()) : "";
		return new FailureAnalysis("%s.%n%nIt is asked for by %s%s.".formatted(cause.getMessage(), PATH, origin),
				actions(request, cause.getOutcome()), cause);
	}

	@Override
	public int getOrder() {
		return 0;
	}

	private String actions(UnixSocketRequest request, UnixBindOutcome outcome) {
		ActionList actions = new ActionList();
		if (outcome instanceof UnixBindOutcome.InUse inUse) {
			actions.addKill(inUse.owner());
			actions.add("Serve on another socket:", OPTION + another(request.path()));
		}
		else if (outcome instanceof UnixBindOutcome.NotSocket) {
			actions.add("See what it is:", "ls -ld " + quote(request.path()));
			actions.add("Serve on another socket:", OPTION + another(request.path()));
		}
		else if (outcome instanceof UnixBindOutcome.NoDirectory noDirectory) {
			actions.add("Create the directory:", "mkdir -p " + quote(noDirectory.directory().toString()));
		}
		else if (outcome instanceof UnixBindOutcome.Denied denied) {
			actions.add("See whom it belongs to:", "ls -ld " + quote(directory(denied)) + " " + quote(request.path()));
			actions.add("Serve on a socket in a directory of this user:", OPTION + "/tmp/" + name(request.path()));
		}
		else if (outcome instanceof UnixBindOutcome.TooLong) {
			actions.add(
					request.isAbstract() ? "Use a shorter name:"
							: "Use a shorter path, or one relative to the working directory:",
					OPTION + (request.isAbstract() ? "@app" : "app.sock"));
		}
		else if (request.isAbstract()) {
			actions.add("Serve on a socket file:", OPTION + "./" + request.name());
		}
		else {
			actions.add("Serve on a port only:", OPTION);
		}
		return actions.toString();
	}

	private static String directory(UnixBindOutcome.Denied denied) {
		String directory = denied.directory().toString();
		return directory.isEmpty() ? "." : directory;
	}

	private static String name(String path) {
		Path name = Path.of(path).getFileName();
		return (name != null) ? name.toString() : "app.sock";
	}

	private static String another(String path) {
		int dot = path.lastIndexOf('.');
		return (dot > path.lastIndexOf('/') + 1) ? path.substring(0, dot) + "-2" + path.substring(dot) : path + "-2";
	}

	private static String quote(String text) {
		return text.matches("[\\w@%+=:,./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
	}

}
