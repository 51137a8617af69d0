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

/**
 * Which application this is, to other starts of it: its name and its working directory.
 *
 * @param name {@code spring.application.name}, or the simple name of the main class
 * @param directory the working directory
 * @since 0.1.0
 */
public record ApplicationIdentity(String name, String directory) {

	/**
	 * Return the identity of an application in this JVM's working directory.
	 * @param name the name
	 * @return the identity
	 */
	public static ApplicationIdentity ofName(String name) {
		return new ApplicationIdentity(name, Path.of("").toAbsolutePath().toString());
	}

}
