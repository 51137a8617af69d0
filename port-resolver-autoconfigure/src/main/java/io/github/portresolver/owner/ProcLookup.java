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
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds owners in {@code /proc}: the port leads to an inode, and the inode to the process
 * that has it open. Who started last is asked first, since what is in the way of a start
 * has often started lately, too. The descriptors of another user's process cannot be
 * seen, of those only the user is known.
 *
 * @see <a href=
 * "https://man7.org/linux/man-pages/man5/proc_pid_fd.5.html">proc_pid_fd(5)</a>
 */
record ProcLookup(ProcessDetails details) implements PortOwners.Lookup {

	@Override
	public OwnerAnswer find(int port) throws IOException, InterruptedException {
		try {
			List<ListenTable.Row> rows = ListenTable.read(this.details.proc(), ByteOrder.nativeOrder()).rows(port);
			List<String> sockets = new ArrayList<>();
			for (ListenTable.Row row : rows) {
				sockets.add(row.socket());
			}
			Map<String, Long> pids = pids(sockets);
			List<SeenListener> seen = new ArrayList<>();
			for (ListenTable.Row row : rows) {
				seen.add(seen(row, pids));
			}
			return SeenListener.toAnswer(seen, this.details);
		}
		catch (NoSuchFileException | AccessDeniedException ex) {
			return OwnerAnswer.unknown(ex.getFile() + " cannot be read");
		}
	}

	private SeenListener seen(ListenTable.Row row, Map<String, Long> pids) {
		return new SeenListener(row.address(), pids.get(row.socket()), null, this.details.userName(row.uid()));
	}

	// As the descriptors of a process show it
	static String socket(String inode) {
		return "socket:[" + inode + "]";
	}

	Map<String, Long> pids(Collection<String> sockets) throws IOException, InterruptedException {
		Map<String, Long> pids = new HashMap<>();
		Set<String> wanted = new HashSet<>(sockets);
		List<Long> processes = processes();
		for (int i = 0; i < processes.size() && !wanted.isEmpty(); i++) {
			for (String socket : open(processes.get(i), wanted)) {
				wanted.remove(socket);
				pids.put(socket, first(processes.get(i), socket));
			}
		}
		return pids;
	}

	// In descending order: who started last comes first, until the ids wrap around
	private List<Long> processes() throws IOException {
		String[] names = this.details.proc().toFile().list();
		if (names == null) {
			throw new IOException(this.details.proc() + " cannot be read");
		}
		List<Long> pids = new ArrayList<>();
		for (String name : names) {
			if (Character.isDigit(name.charAt(0))) {
				pids.add(Long.valueOf(name));
			}
		}
		pids.sort(Collections.reverseOrder());
		return pids;
	}

	// Of a process and those that started it, as far as they have the socket
	private long first(long pid, String socket) throws InterruptedException {
		ProcessHandle parent = ProcessHandle.of(pid).flatMap(ProcessHandle::parent).orElse(null);
		if (parent == null || open(parent.pid(), Set.of(socket)).isEmpty()) {
			return pid;
		}
		return first(parent.pid(), socket);
	}

	private Set<String> open(long pid, Set<String> wanted) throws InterruptedException {
		if (Thread.interrupted()) {
			throw new InterruptedException();
		}
		String directory = this.details.proc() + "/" + pid + "/fd";
		String[] descriptors = new File(directory).list();
		Set<String> open = new HashSet<>();
		// There are none of another user's process, or one that ended meanwhile
		for (int i = 0; descriptors != null && i < descriptors.length && open.size() < wanted.size(); i++) {
			// Null if it was closed meanwhile
			String socket = String.valueOf(ProcessDetails.link(Path.of(directory, descriptors[i])));
			if (wanted.contains(socket)) {
				open.add(socket);
			}
		}
		return open;
	}

}
