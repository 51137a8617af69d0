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

package io.github.portresolver.testsupport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What this JVM has open, where the system shows it.
 */
public final class Descriptors {

	private static final Path DIRECTORY = Path.of("/proc/self/fd");

	private Descriptors() {
	}

	/**
	 * Return the descriptors, each with what it is of.
	 */
	public static Set<String> open() throws IOException {
		if (!Files.exists(DIRECTORY)) {
			return Set.of();
		}
		try (Stream<Path> descriptors = Files.list(DIRECTORY)) {
			return descriptors.map((descriptor) -> descriptor.getFileName() + " " + target(descriptor))
				// The one of this listing
				.filter((descriptor) -> !descriptor.endsWith("/fd"))
				.collect(Collectors.toCollection(TreeSet::new));
		}
	}

	public static Set<String> sockets() throws IOException {
		return open().stream().filter((descriptor) -> descriptor.contains(" socket:")).collect(Collectors.toSet());
	}

	private static String target(Path descriptor) {
		try {
			return Files.readSymbolicLink(descriptor).toString();
		}
		catch (IOException ex) {
			return "gone";
		}
	}

}
