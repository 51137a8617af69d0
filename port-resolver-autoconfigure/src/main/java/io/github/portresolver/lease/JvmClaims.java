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
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The lock files that this JVM uses, whichever class loader the code came from. A POSIX
 * lock belongs to the process and any close of the same file drops it (see
 * {@code fcntl(2)}), so a lock file may be opened only by who claimed it here.
 * <p>
 * A claim is a system property: they are the one place that all class loaders share. It
 * consists of text only, since the system properties may be listed and stored by anyone.
 * Other versions of this library rely on the form of the claims and on the monitor.
 */
final class JvmClaims {

	private static final String PREFIX = "io.github.portresolver.lease:";

	private static final JvmClaims SHARED = new JvmClaims();

	private final Map<Path, FileLock> locks = new ConcurrentHashMap<>();

	/**
	 * Interned strings are the same object in all class loaders.
	 */
	private final Object monitor = PREFIX.intern();

	private JvmClaims() {
	}

	static JvmClaims shared() {
		return SHARED;
	}

	/**
	 * Claim a lock file for the caller, who must release it in the end.
	 * @param lockFile the lock file
	 * @return {@code false} if it is claimed already
	 */
	boolean claim(Path lockFile) {
		return properties().putIfAbsent(PREFIX + lockFile, "claimed") == null;
	}

	/**
	 * Keep the lock of a claimed file reachable: a channel that is garbage collected is
	 * closed, and a lease that nobody closes holds as long as the process.
	 * @param lockFile the lock file
	 * @param lock its lock
	 */
	void keep(Path lockFile, FileLock lock) {
		this.locks.put(lockFile, lock);
	}

	/**
	 * Give up a claim without telling anybody: the file turned out to be locked by
	 * another process, and waiters that woke each other with this news would never pause.
	 * @param lockFile the lock file
	 */
	void withdraw(Path lockFile) {
		this.locks.remove(lockFile);
		properties().remove(PREFIX + lockFile);
	}

	void release(Path lockFile) {
		withdraw(lockFile);
		synchronized (this.monitor) {
			this.monitor.notifyAll();
		}
	}

	/**
	 * Return the object that is notified when something is released.
	 * @return the monitor
	 */
	Object monitor() {
		return this.monitor;
	}

	private static Properties properties() {
		return System.getProperties();
	}

}
