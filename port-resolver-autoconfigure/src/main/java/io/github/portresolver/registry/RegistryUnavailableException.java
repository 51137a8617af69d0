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

package io.github.portresolver.registry;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a {@link RegistryDirectory} cannot be used. The message is one sentence
 * that names the path, what is wrong with it and what to do.
 *
 * @since 0.1.0
 */
public class RegistryUnavailableException extends Exception {

	private final transient Path path;

	private final String problem;

	RegistryUnavailableException(Path path, String problem, String action, @Nullable Throwable cause) {
		super("Registry directory '" + path + "' " + problem + "; " + action, cause);
		this.path = path;
		this.problem = problem;
	}

	/**
	 * Return the directory that was asked for.
	 * @return the absolute path
	 */
	public Path getPath() {
		return this.path;
	}

	/**
	 * Return what is wrong, without the path and the advice.
	 * @return a predicate such as "is a symbolic link"
	 */
	public String getProblem() {
		return this.problem;
	}

}
