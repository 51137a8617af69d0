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
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Describes a process from its number, from {@link ProcessHandle} and, on Linux, from
 * {@code /proc}: there {@code ProcessHandle} has no arguments if they fill a page of
 * memory, as any long class path does.
 */
record ProcessDetails(Path proc, Path passwd) {

	private static final String UID = "uid ";

	private static final int MAX_COMMAND_LINE = 512 * 1024;

	private static final String DELETED = " (deleted)";

	static ProcessDetails ofSystem() {
		return new ProcessDetails(Path.of("/proc"), Path.of("/etc/passwd"));
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
			return (uid instanceof Integer number) ? userName(Integer.toUnsignedLong(number)) : null;
		}
		catch (IOException | UnsupportedOperationException | IllegalArgumentException ex) {
			return null;
		}
	}

	// As passwd(5) describes the file, which lacks the users of a directory service
	String userName(long uid) {
		Pattern line = Pattern.compile("^([^:\n]+):[^:\n]*:" + uid + ":", Pattern.MULTILINE);
		try {
			// Latin-1: a broken byte elsewhere in the file must not hide a name
			Matcher matcher = line.matcher(Files.readString(this.passwd, StandardCharsets.ISO_8859_1));
			return matcher.find() ? matcher.group(1) : UID + uid;
		}
		catch (IOException ex) {
			return UID + uid;
		}
	}

	static boolean isNumber(String user) {
		return user.startsWith(UID);
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

}
