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

package io.github.portresolver.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The records of running applications in a registry.
 */
final class Records {

	private Records() {
	}

	/**
	 * Return the names of the files.
	 * @param registry the registry's directory
	 * @return the names
	 */
	static List<String> in(Path registry) {
		try (Stream<Path> files = Files.list(registry)) {
			return files.map((file) -> file.getFileName().toString())
				.filter((name) -> name.endsWith(".app.json"))
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return whether a process is recorded.
	 * @param registry the registry's directory
	 * @param pid the process id
	 * @return {@code true} if it is
	 */
	static boolean has(Path registry, long pid) {
		return in(registry).stream().anyMatch((name) -> {
			try {
				return Files.readString(registry.resolve(name)).contains("\"pid\":" + pid + ",");
			}
			catch (IOException ex) {
				return false;
			}
		});
	}

}
