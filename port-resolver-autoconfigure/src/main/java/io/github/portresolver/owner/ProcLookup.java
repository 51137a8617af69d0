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

import java.io.File;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.portresolver.owner.OwnerAnswer.Listener;
import io.github.portresolver.owner.ProcessDetails.UserNames;

/**
 * Finds owners in {@code /proc}: the port leads to an inode, and the inode to the process
 * that has it open. Who started last is asked first, since what is in the way of a start
 * has often started lately, too. The descriptors of another user's process cannot be
 * seen, of those only the user is known.
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
			return OwnerAnswer.unknown(ex.getFile() + " cannot be read");
		}
		Set<Long> inodes = new HashSet<>();
		for (ListenTable.Row row : rows) {
			inodes.add(row.inode());
		}
		Map<Long, Long> pids = pids(inodes);
		List<Listener> listeners = new ArrayList<>();
		for (ListenTable.Row row : rows) {
			listeners.add(new Listener(row.address(), owner(row, pids)));
		}
		return OwnerAnswer.of(listeners);
	}

	private Owner owner(ListenTable.Row row, Map<Long, Long> pids) {
		String user = this.userNames.get(row.uid());
		Long pid = pids.get(row.inode());
		return (pid != null) ? this.details.describe(pid, null, user) : new Owner(null, null, user, null, null);
	}

	Map<Long, Long> pids(Set<Long> inodes) throws IOException, InterruptedException {
		Map<Long, Long> pids = new HashMap<>();
		Map<String, Long> wanted = new HashMap<>();
		for (Long inode : inodes) {
			wanted.put("socket:[" + inode + "]", inode);
		}
		long[] processes = processes();
		for (int i = processes.length - 1; i >= 0 && !wanted.isEmpty(); i--) {
			for (String link : open(processes[i], wanted.keySet())) {
				pids.put(wanted.remove(link), first(processes[i], link));
			}
		}
		return pids;
	}

	// In ascending order, which is that in which they started until the ids wrap around
	private long[] processes() throws IOException {
		String[] names = this.proc.toFile().list();
		if (names == null) {
			throw new IOException(this.proc + " cannot be read");
		}
		long[] pids = new long[names.length];
		int count = 0;
		for (String name : names) {
			if (name.charAt(0) >= '1' && name.charAt(0) <= '9') {
				pids[count++] = Long.parseLong(name);
			}
		}
		pids = Arrays.copyOf(pids, count);
		Arrays.sort(pids);
		return pids;
	}

	// Of a process and those that started it, as far as they have the socket
	private long first(long pid, String link) throws InterruptedException {
		ProcessHandle process = ProcessHandle.of(pid).orElse(null);
		ProcessHandle parent = (process != null) ? process.parent().orElse(null) : null;
		if (parent == null || open(parent.pid(), Set.of(link)).isEmpty()) {
			return pid;
		}
		return first(parent.pid(), link);
	}

	private Set<String> open(long pid, Set<String> wanted) throws InterruptedException {
		if (Thread.interrupted()) {
			throw new InterruptedException();
		}
		String directory = this.proc + "/" + pid + "/fd";
		String[] descriptors = new File(directory).list();
		Set<String> open = new HashSet<>();
		// There are none of another user's process, or one that ended meanwhile
		for (int i = 0; descriptors != null && i < descriptors.length && open.size() < wanted.size(); i++) {
			String link = link(Path.of(directory, descriptors[i]));
			if (wanted.contains(link)) {
				open.add(link);
			}
		}
		return open;
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

}
