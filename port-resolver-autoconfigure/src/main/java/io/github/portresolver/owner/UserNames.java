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

package io.github.portresolver.owner;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The names of users by their numbers, from {@code /etc/passwd} as passwd(5) describes
 * it. Users of a directory service are not in it.
 */
final class UserNames {

	private static final String NUMBER = "uid ";

	private final Path file;

	UserNames(Path file) {
		this.file = file;
	}

	static UserNames ofSystem() {
		return new UserNames(Path.of("/etc/passwd"));
	}

	String get(long uid) {
		String number = String.valueOf(uid);
		// Latin-1: a broken byte elsewhere in the file must not hide a name
		try (Stream<String> lines = Files.lines(this.file, StandardCharsets.ISO_8859_1)) {
			return lines.map((line) -> line.split(":", 4))
				.filter((fields) -> fields.length == 4 && fields[2].equals(number))
				.map((fields) -> fields[0])
				.findFirst()
				.orElse(NUMBER + number);
		}
		catch (IOException | UncheckedIOException ex) {
			return NUMBER + number;
		}
	}

	static boolean isNumber(String user) {
		return user.startsWith(NUMBER);
	}

}
