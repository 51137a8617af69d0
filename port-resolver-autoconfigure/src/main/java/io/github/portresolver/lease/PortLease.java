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

import java.io.IOException;
import java.nio.channels.FileLock;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.portresolver.registry.RegistryDirectory;
import org.jspecify.annotations.Nullable;

/**
 * The right to a port, among the processes of this user that use the same
 * {@link RegistryDirectory}. It is held until it is closed or the process ends, however
 * it ends, and does not depend on the thread that acquired it. It says nothing about
 * processes that do not ask for leases.
 *
 * @since 0.1.0
 */
public final class PortLease implements AutoCloseable {

	private final int port;

	private final LockFile lockFile;

	private final @Nullable Object lockFileKey;

	private final FileLock lock;

	private final HolderFiles holders;

	private final JvmClaims claims;

	private final AtomicBoolean closed = new AtomicBoolean();

	PortLease(int port, LockFile lockFile, FileLock lock, HolderFiles holders, JvmClaims claims) throws IOException {
		this.port = port;
		this.lockFile = lockFile;
		this.lockFileKey = lockFile.key();
		this.lock = lock;
		this.holders = holders;
		this.claims = claims;
	}

	/**
	 * Return the port.
	 * @return 1 to 65535
	 */
	public int port() {
		return this.port;
	}

	/**
	 * Tell whether the lease still holds: it is not closed, and nobody has deleted its
	 * lock file, as cleaners of temporary directories do.
	 * @return whether others are kept out
	 */
	public boolean isValid() {
		try {
			return !this.closed.get() && this.lock.isValid() && Objects.equals(this.lockFile.key(), this.lockFileKey);
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Give the port back. Closing again does nothing.
	 */
	@Override
	public void close() {
		if (!this.closed.compareAndSet(false, true)) {
			return;
		}
		this.holders.clear(this.port);
		try {
			this.lock.acquiredBy().close();
		}
		catch (IOException ex) {
			// The descriptor is gone nevertheless, see close(2), and the lock with it
		}
		finally {
			this.claims.release(this.lockFile.path());
		}
	}

	@Override
	public String toString() {
		return "lease of port " + this.port;
	}

}
