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
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Describes a process from its number, from {@link ProcessHandle} and, on Linux, from
 * {@code /proc}: there {@code ProcessHandle} has no arguments if they fill a page of
 * memory, as any long class path does.
 */
record ProcessDetails(Path proc, UserNames userNames) {

	private static final int MAX_COMMAND_LINE = 512 * 1024;

	private static final String DELETED = " (deleted)";

	static ProcessDetails ofSystem() {
		return new ProcessDetails(Path.of("/proc"), new UserNames(Path.of("/etc/passwd")));
	}

	Owner describe(@Nullable Long pid, @Nullable String name, @Nullable String user) {
		if (pid == null) {
			return new Owner(null, name, user, null, null);
		}
		Path directory = this.proc.resolve(String.valueOf(pid));
		Optional<ProcessHandle.Info> info = ProcessHandle.of(pid).map(ProcessHandle::info);
		String executable = executable(directory, info);
		if (executable != null) {
			name = ProcessName.of(executable, arguments(directory, info));
		}
		return new Owner(pid, name, info.map((facts) -> user(directory, facts)).orElse(user),
				info.flatMap(ProcessHandle.Info::startInstant).orElse(null), link(directory.resolve("cwd")));
	}

	private @Nullable String user(Path directory, ProcessHandle.Info info) {
		if (info.user().isPresent()) {
			return info.user().get();
		}
		try {
			// Of a user without a name, as containers have them
			Object uid = Files.getAttribute(directory, "unix:uid");
			return (uid instanceof Integer number) ? this.userNames.get(Integer.toUnsignedLong(number)) : null;
		}
		catch (IOException | UnsupportedOperationException | IllegalArgumentException ex) {
			return null;
		}
	}

	private static @Nullable String executable(Path directory, Optional<ProcessHandle.Info> info) {
		Path link = link(directory.resolve("exe"));
		if (link == null) {
			return info.flatMap(ProcessHandle.Info::command).orElse(null);
		}
		String executable = link.toString();
		return executable.endsWith(DELETED) ? executable.substring(0, executable.length() - DELETED.length())
				: executable;
	}

	private static List<String> arguments(Path directory, Optional<ProcessHandle.Info> info) {
		try (InputStream stream = Files.newInputStream(directory.resolve("cmdline"))) {
			String all = new String(stream.readNBytes(MAX_COMMAND_LINE), StandardCharsets.UTF_8);
			List<String> parts = List.of(all.split("\0", -1));
			// The first is the program; the last is empty, or incomplete where it was cut
			return (parts.size() > 2) ? parts.subList(1, parts.size() - 1) : List.of();
		}
		catch (IOException ex) {
			return info.flatMap(ProcessHandle.Info::arguments).map(List::of).orElse(List.of());
		}
	}

	static @Nullable Path link(Path path) {
		try {
			return Files.readSymbolicLink(path);
		}
		catch (IOException ex) {
			return null;
		}
	}

	/**
	 * The name of a process: its executable and, for Java, the main class or jar. No
	 * other argument ever is part of it, since arguments may hold secrets.
	 *
	 * @see <a href=
	 * "https://docs.oracle.com/en/java/javase/17/docs/specs/man/java.html">java(1)</a>
	 */
	static final class ProcessName {

		private static final Set<String> OPTIONS_WITH_VALUE = Set.of("-cp", "-classpath", "--class-path", "-p",
				"--module-path", "--upgrade-module-path", "--add-modules", "--add-reads", "--add-exports",
				"--add-opens", "--limit-modules", "--patch-module", "--enable-native-access", "--source", "-d",
				"--describe-module");

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

	/**
	 * The names of users by their numbers, from {@code /etc/passwd} as passwd(5)
	 * describes it. Users of a directory service are not in it.
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

}
