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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Finds out which process listens on a Unix domain socket, from Linux's table of them:
 * the name leads to an inode, and the inode to the process that has it open. Looking
 * never fails: what cannot be found out is {@code null}.
 *
 * @since 0.1.0
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_net.5.html">proc_net(5)</a>
 */
public final class UnixSocketOwners {

	/**
	 * Num, RefCount, Protocol, Flags, Type, St, Inode and the name.
	 */
	private static final int FIELDS = 8;

	private static final int ACCEPTS = 0x10000;

	private final Path proc;

	private final UserNames userNames;

	UnixSocketOwners(Path proc, UserNames userNames) {
		this.proc = proc;
		this.userNames = userNames;
	}

	/**
	 * Return the owners as the operating system knows them.
	 * @return the owners
	 */
	public static UnixSocketOwners ofSystem() {
		return new UnixSocketOwners(Path.of("/proc"), UserNames.ofSystem());
	}

	/**
	 * Find out who listens on a socket.
	 * @param name tells the name under which the socket was bound; that of an abstract
	 * socket begins with {@code @}
	 * @param timeout the longest time to wait
	 * @return the process, or {@code null} if none listens or that could not be found out
	 * in time
	 */
	public @Nullable Owner find(Predicate<String> name, Duration timeout) {
		CompletableFuture<@Nullable Owner> answer = new CompletableFuture<>();
		Thread thread = new Thread(() -> answer.complete(look(name)), "unix-socket-owner");
		thread.setDaemon(true);
		thread.start();
		answer.completeOnTimeout(null, timeout.toMillis(), TimeUnit.MILLISECONDS);
		answer.whenComplete((completed, failure) -> thread.interrupt());
		return answer.join();
	}

	/**
	 * Return whether someone listens on a socket.
	 * @param name tells the name under which the socket was bound
	 * @return {@code true} if someone listens; {@code false} if nobody does or the table
	 * cannot be read
	 */
	public boolean isListening(Predicate<String> name) {
		try {
			return !inodes(name).isEmpty();
		}
		catch (IOException ex) {
			return false;
		}
	}

	private @Nullable Owner look(Predicate<String> name) {
		try {
			Set<Long> inodes = inodes(name);
			Map<Long, Long> pids = new ProcLookup(this.proc, this.userNames).pids(inodes);
			return pids.isEmpty() ? null : new ProcessDetails(this.proc, this.userNames)
				.describe(pids.values().iterator().next(), null, null);
		}
		catch (IOException | InterruptedException | RuntimeException ex) {
			return null;
		}
	}

	private Set<Long> inodes(Predicate<String> name) throws IOException {
		Set<Long> inodes = new HashSet<>();
		Path table = this.proc.resolve("net").resolve("unix");
		try (BufferedReader reader = Files.newBufferedReader(table, StandardCharsets.ISO_8859_1)) {
			// The first line is a heading
			reader.readLine();
			for (String line = reader.readLine(); line != null; line = reader.readLine()) {
				String[] fields = line.strip().split("\\s+", FIELDS);
				if (fields.length == FIELDS && (Integer.parseInt(fields[3], 16) & ACCEPTS) != 0
						&& name.test(decode(fields[7]))) {
					inodes.add(Long.parseLong(fields[6]));
				}
			}
		}
		catch (NumberFormatException ex) {
			throw new IOException(table + " has an unexpected format", ex);
		}
		return inodes;
	}

	private static String decode(String name) {
		return new String(name.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
	}

}
