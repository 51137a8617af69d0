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

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.portresolver.owner.OwnerAnswer.Listener;
import io.github.portresolver.owner.ProcessDetails.UserNames;

/**
 * Finds owners in {@code /proc}: the port leads to an inode, and the inode to the process
 * that has it open. The descriptors of another user's process cannot be seen, of those
 * only the user is known.
 *
 * @see <a href=
 * "https://man7.org/linux/man-pages/man5/proc_pid_fd.5.html">proc_pid_fd(5)</a>
 */
final class ProcLookup implements PortOwners.Lookup {

	private final Path proc;

	private final ProcessDetails details;

	private final UserNames userNames;

	ProcLookup(Path proc, UserNames userNames) {
		this.proc = proc;
		this.details = new ProcessDetails(proc, userNames);
		this.userNames = userNames;
	}

	@Override
	public OwnerAnswer find(int port) throws IOException, InterruptedException {
		List<ListenTable.Row> rows;
		try {
			rows = ListenTable.read(this.proc, ByteOrder.nativeOrder()).rows(port);
		}
		catch (NoSuchFileException | AccessDeniedException ex) {
			return new OwnerAnswer.Unknown(ex.getFile() + " cannot be read");
		}
		Map<Long, Long> pids = pids(rows.stream().map(ListenTable.Row::inode).collect(Collectors.toSet()));
		return OwnerAnswer.of(rows.stream().map((row) -> new Listener(row.address(), owner(row, pids))).toList());
	}

	private Owner owner(ListenTable.Row row, Map<Long, Long> pids) {
		String user = this.userNames.get(row.uid());
		Long pid = pids.get(row.inode());
		return (pid != null) ? this.details.describe(pid, null, user) : new Owner(null, null, user, null, null);
	}

	Map<Long, Long> pids(Set<Long> inodes) throws IOException, InterruptedException {
		Map<Long, Long> pids = new HashMap<>();
		Map<String, Long> wanted = new HashMap<>();
		inodes.stream().filter((inode) -> inode != 0).forEach((inode) -> wanted.put("socket:[" + inode + "]", inode));
		try (DirectoryStream<Path> processes = Files.newDirectoryStream(this.proc, "[1-9]*")) {
			for (Path process : processes) {
				if (wanted.isEmpty()) {
					break;
				}
				if (Thread.interrupted()) {
					throw new InterruptedException();
				}
				Set<String> open = open(process, wanted.keySet());
				open.forEach((link) -> pids.put(wanted.remove(link), Long.valueOf(process.getFileName().toString())));
			}
		}
		catch (DirectoryIteratorException ex) {
			throw ex.getCause();
		}
		return pids;
	}

	private Set<String> open(Path process, Set<String> wanted) {
		try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
			return descriptors.map(ProcLookup::link)
				.filter(wanted::contains)
				.distinct()
				.limit(wanted.size())
				.collect(Collectors.toSet());
		}
		catch (IOException | UncheckedIOException ex) {
			// Another user's process, or one that ended meanwhile
			return Set.of();
		}
	}

	// Unlike Files.lines, it ends when its thread is interrupted
	static void readLines(Path file, LineConsumer consumer) throws IOException, InterruptedException {
		try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
			for (String line = reader.readLine(); line != null; line = reader.readLine()) {
				if (Thread.interrupted()) {
					throw new InterruptedException();
				}
				consumer.accept(line);
			}
		}
	}

	private static String link(Path descriptor) {
		try {
			return Files.readSymbolicLink(descriptor).toString();
		}
		catch (IOException ex) {
			// Closed meanwhile
			return "";
		}
	}

	/**
	 * What is done with a line.
	 */
	@FunctionalInterface
	interface LineConsumer {

		void accept(String line) throws IOException;

	}

}
