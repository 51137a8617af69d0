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

import java.nio.file.Files;
import java.nio.file.Path;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.Order;

/**
 * Explains a {@link UnixSocketException}. It has no constructor argument: the failure may
 * come before there is a context to take one from.
 */
@Order(0)
class UnixSocketFailureAnalyzer extends AbstractFailureAnalyzer<UnixSocketException> {

	private static final String PATH = "port-resolver.unix-socket.path";

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, UnixSocketException cause) {
		String origin = (cause.getOrigin() != null) ? " (%s)".formatted(cause.getOrigin()) : "";
		return new FailureAnalysis("%s.%n%nIt is configured by %s%s.".formatted(cause.getMessage(), PATH, origin),
				actions(cause, cause.getPath()).toString(), cause);
	}

	private ActionList actions(UnixSocketException cause, String path) {
		ActionList actions = new ActionList();
		boolean isAbstract = path.startsWith("@");
		switch (cause.getProblem()) {
			case IN_USE, NOT_SOCKET -> {
				actions.addKill("the socket", cause.getOwner());
				actions.addProperty("Serve on another socket:", PATH, another(path));
			}
			case NO_DIRECTORY -> actions.add("Create the directory:", "mkdir -p " + quote(directory(path)));
			case DENIED -> {
				actions.add("Check its owner and permissions:", "ls -ld " + quote(directory(path)) + " " + quote(path));
				actions.addProperty("Serve on a socket in a directory of this user:", PATH, inUserDirectory(path));
			}
			case TOO_LONG -> actions.addProperty(
					isAbstract ? "Use a shorter name:"
							: "Use a shorter path, or one relative to the working directory:",
					PATH, isAbstract ? "@app" : "app.sock");
			case UNSUPPORTED -> actions.addProperty(isAbstract ? "Serve on a socket file:" : "Serve on a port only:",
					isAbstract ? PATH : "port-resolver.unix-socket.only=false --" + PATH,
					isAbstract ? "./" + path.substring(1) : "");
		}
		return actions;
	}

	private static String directory(String path) {
		Path directory = Path.of(path).getParent();
		return (directory != null) ? directory.toString() : ".";
	}

	private static Path inUserDirectory(String path) {
		String runtime = System.getenv("XDG_RUNTIME_DIR");
		String directory = (runtime != null && Files.isWritable(Path.of(runtime))) ? runtime
				: System.getProperty("user.home");
		return Path.of(directory).resolve(Path.of(path).getFileName());
	}

	private static String another(String path) {
		int dot = path.lastIndexOf('.');
		return (dot > path.lastIndexOf('/') + 1) ? path.substring(0, dot) + "-2" + path.substring(dot) : path + "-2";
	}

	private static String quote(String text) {
		return text.matches("[\\w@%+=:,./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
	}

}
