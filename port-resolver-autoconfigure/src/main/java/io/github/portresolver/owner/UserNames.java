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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of users by their numbers, from {@code /etc/passwd} as passwd(5) describes
 * it. Users of a directory service are not in it.
 */
record UserNames(Path file) {

	private static final String NUMBER = "uid ";

	String get(long uid) {
		Pattern line = Pattern.compile("^([^:\n]+):[^:\n]*:" + uid + ":", Pattern.MULTILINE);
		try {
			// Latin-1: a broken byte elsewhere in the file must not hide a name
			Matcher matcher = line.matcher(Files.readString(this.file, StandardCharsets.ISO_8859_1));
			return matcher.find() ? matcher.group(1) : NUMBER + uid;
		}
		catch (IOException ex) {
			return NUMBER + uid;
		}
	}

	static boolean isNumber(String user) {
		return user.startsWith(NUMBER);
	}

}
