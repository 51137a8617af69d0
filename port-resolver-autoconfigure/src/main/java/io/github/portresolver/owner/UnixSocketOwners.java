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
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Finds out which process listens on a Unix domain socket, from Linux's table of them:
 * the name leads to an inode, and the inode to the process that has it open.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_net.5.html">proc_net(5)</a>
 */
record UnixSocketOwners(ProcessDetails details) {

	// The kernel prints names as they are. One with a line break in it looks like two
	// lines, so nothing counts that does not look like a line from its first character.
	private static final Pattern LINE = Pattern
		.compile("[0-9a-f]{8,16}: [0-9A-F]{8} 0{8} ([0-9A-F]{8}) [0-9A-F]{4} [0-9A-F]{2} +([1-9][0-9]{0,9})( (.+))?");

	private static final int ACCEPTS = 0x10000;

	List<Owner> find(Predicate<String> name) throws IOException, InterruptedException {
		Map<String, String> names = listening();
		names.values().removeIf((bound) -> !isRelative(bound) && !name.test(bound));
		Map<String, Long> pids = new ProcLookup(this.details).pids(names.keySet());
		List<Owner> owners = new ArrayList<>();
		names.forEach((socket, bound) -> {
			Owner owner = this.details.describe(pids.get(socket), null, null);
			if (!isRelative(bound) || isNamed(owner.directory(), bound, name)) {
				owners.add(owner);
			}
		});
		return owners;
	}

	private static boolean isRelative(String bound) {
		return !bound.startsWith("/") && !bound.startsWith("@");
	}

	private static boolean isNamed(@Nullable Path directory, String bound, Predicate<String> name) {
		try {
			return directory != null && name.test(directory.resolve(bound).toString());
		}
		catch (InvalidPathException ex) {
			return false;
		}
	}

	private Map<String, String> listening() throws IOException {
		Map<String, String> names = new HashMap<>();
		Set<String> seen = new HashSet<>();
		for (String line : Files.readAllLines(this.details.proc().resolve("net/unix"), StandardCharsets.ISO_8859_1)) {
			Matcher matcher = LINE.matcher(line);
			if (matcher.matches()) {
				add(matcher, seen, names);
			}
		}
		return names;
	}

	private static void add(Matcher line, Set<String> seen, Map<String, String> names) {
		String socket = ProcLookup.socket(line.group(2));
		if (!seen.add(socket)) {
			// A socket has one line: the other one is part of a name
			names.remove(socket);
		}
		else if (line.group(4) != null && (Integer.parseUnsignedInt(line.group(1), 16) & ACCEPTS) != 0) {
			names.put(socket, decode(line.group(4)));
		}
	}

	private static String decode(String name) {
		return new String(name.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
	}

}
