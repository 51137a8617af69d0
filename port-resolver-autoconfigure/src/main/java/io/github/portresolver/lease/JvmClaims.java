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

package io.github.portresolver.lease;

import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The lock files that this JVM uses, whichever class loader the code came from. A POSIX
 * lock belongs to the process and any close of the same file drops it (see
 * {@code fcntl(2)}), so a lock file may be opened only by who put it in this table.
 * <p>
 * The table is an object among the system properties: they are the one place that all
 * class loaders share. It consists of JDK types only, from the path of a lock file to its
 * {@link FileLock} or, while it is being locked, to a {@link Boolean}; its monitor is
 * notified of releases. Other versions of this library rely on all that.
 */
final class JvmClaims {

	private static final String PROPERTY = "io.github.portresolver.lease.claims";

	private static final JvmClaims SHARED = new JvmClaims(sharedTable());

	private final ConcurrentMap<Object, Object> table;

	JvmClaims(ConcurrentMap<Object, Object> table) {
		this.table = table;
	}

	static JvmClaims shared() {
		return SHARED;
	}

	@SuppressWarnings("unchecked")
	private static ConcurrentMap<Object, Object> sharedTable() {
		Object table = System.getProperties().computeIfAbsent(PROPERTY, (key) -> new ConcurrentHashMap<>());
		return (table instanceof ConcurrentMap) ? (ConcurrentMap<Object, Object>) table : new ConcurrentHashMap<>();
	}

	/**
	 * Claim a lock file for the caller, who must release it in the end.
	 * @param lockFile the lock file
	 * @return {@code false} if it is claimed already
	 */
	boolean claim(Path lockFile) {
		return this.table.putIfAbsent(lockFile.toString(), Boolean.TRUE) == null;
	}

	/**
	 * Keep the lock of a claimed file reachable: a channel that is garbage collected is
	 * closed, and a lease that nobody closes holds as long as the process.
	 * @param lockFile the lock file
	 * @param lock its lock
	 */
	void keep(Path lockFile, FileLock lock) {
		this.table.put(lockFile.toString(), lock);
	}

	/**
	 * Give up a claim without telling anybody: the file turned out to be locked by
	 * another process, and waiters that woke each other with this news would never pause.
	 * @param lockFile the lock file
	 */
	void withdraw(Path lockFile) {
		this.table.remove(lockFile.toString());
	}

	void release(Path lockFile) {
		this.table.remove(lockFile.toString());
		synchronized (this.table) {
			this.table.notifyAll();
		}
	}

	/**
	 * Return the object that is notified when something is released.
	 * @return the monitor
	 */
	Object monitor() {
		return this.table;
	}

}
