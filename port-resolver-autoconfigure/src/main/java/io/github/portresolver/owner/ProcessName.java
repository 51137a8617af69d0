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

import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The name of a process: its executable and, for Java, the main class or jar. No other
 * argument ever is part of it, since arguments may hold secrets.
 *
 * @see <a href=
 * "https://docs.oracle.com/en/java/javase/17/docs/specs/man/java.html">java(1)</a>
 */
final class ProcessName {

	private static final Set<String> OPTIONS_WITH_VALUE = Set.of("-cp", "-classpath", "--class-path", "-p",
			"--module-path", "--upgrade-module-path", "--add-modules", "--add-reads", "--add-exports", "--add-opens",
			"--limit-modules", "--patch-module", "--enable-native-access", "--source", "-d", "--describe-module");

	// Possessive: the parts of a long argument must not fill the stack
	private static final String CLASS_NAME = "[\\p{L}_$][\\p{L}\\p{N}_$]*+(\\.[\\p{L}_$][\\p{L}\\p{N}_$]*+)*+";

	private static final Pattern CLASS = Pattern.compile(CLASS_NAME);

	private static final Pattern MODULE = Pattern.compile(CLASS_NAME + "(/" + CLASS_NAME + ")?");

	private ProcessName() {
	}

	static String of(String executable, List<String> arguments) {
		String name = baseName(executable);
		if (name.toLowerCase(Locale.ROOT).endsWith(".exe")) {
			name = name.substring(0, name.length() - ".exe".length());
		}
		String launched = isJava(name) ? launched(arguments.iterator()) : null;
		return (launched != null) ? name + " " + launched : name;
	}

	private static boolean isJava(String name) {
		return name.equalsIgnoreCase("java") || name.equalsIgnoreCase("javaw");
	}

	private static @Nullable String launched(Iterator<String> arguments) {
		boolean jar = false;
		while (arguments.hasNext()) {
			String argument = arguments.next();
			if (argument.equals("-m") || argument.equals("--module")) {
				return arguments.hasNext() ? matching(MODULE, arguments.next()) : null;
			}
			if (argument.startsWith("--module=")) {
				return matching(MODULE, argument.substring("--module=".length()));
			}
			if (!argument.startsWith("-")) {
				return jar ? jar(argument) : matching(CLASS, argument);
			}
			// Further options may stand between -jar and its file
			jar |= argument.equals("-jar");
			if (OPTIONS_WITH_VALUE.contains(argument) && arguments.hasNext()) {
				arguments.next();
			}
		}
		return null;
	}

	private static @Nullable String jar(String argument) {
		String name = baseName(argument);
		return (argument.startsWith("@") || name.isEmpty()) ? null : name;
	}

	private static @Nullable String matching(Pattern pattern, String argument) {
		return pattern.matcher(argument).matches() ? argument : null;
	}

	private static String baseName(String path) {
		return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
	}

}
