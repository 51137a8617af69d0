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
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.github.portresolver.lease.LeaseOutcome.Acquired;
import io.github.portresolver.lease.LeaseOutcome.Taken;
import io.github.portresolver.lease.LeaseOutcome.Unavailable;
import io.github.portresolver.registry.IoReason;
import io.github.portresolver.registry.RegistryDirectory;
import org.jspecify.annotations.Nullable;

/**
 * Lends ports so that no two owners have the same one: not two threads, not two class
 * loaders, and not two processes of this user that use the same registry. What ends a
 * lease is {@link PortLease#close()} or the end of the process, be it by {@code kill -9}.
 * <p>
 * No method throws because of the state of the registry, and the time they take does not
 * depend on how many leases are held. Instances are thread-safe and need not be closed.
 *
 * @since 0.1.0
 */
public final class PortLeases {

	private static final Duration FIRST_PAUSE = Duration.ofMillis(5);

	private static final Duration LONGEST_PAUSE = Duration.ofMillis(80);

	private static final Duration LONGEST_TIMEOUT = Duration.ofDays(365);

	private final RegistryDirectory directory;

	private final HolderFiles holders;

	private final JvmClaims claims = JvmClaims.shared();

	private final Consumer<String> trouble;

	private final LongSupplier nanoTime;

	private final Sleeper sleeper;

	/**
	 * Create leases that keep to themselves why one is {@link Unavailable}.
	 * @param directory where the lock files are
	 * @param name what others are told about the holder beside its pid, or {@code null}
	 */
	public PortLeases(RegistryDirectory directory, @Nullable String name) {
		this(directory, name, System::nanoTime, Sleeper::onMonitor);
	}

	PortLeases(RegistryDirectory directory, @Nullable String name, LongSupplier nanoTime, Sleeper sleeper) {
		this(directory, name, (reason) -> {
		}, nanoTime, sleeper);
	}

	/**
	 * Create leases.
	 * @param directory where the lock files are
	 * @param name what others are told about the holder beside its pid, or {@code null}
	 * @param trouble is told each time why a lease is {@link Unavailable}
	 */
	public PortLeases(RegistryDirectory directory, @Nullable String name, Consumer<String> trouble) {
		this(directory, name, trouble, System::nanoTime, Sleeper::onMonitor);
	}

	private PortLeases(RegistryDirectory directory, @Nullable String name, Consumer<String> trouble,
			LongSupplier nanoTime, Sleeper sleeper) {
		this.directory = directory;
		this.holders = new HolderFiles(directory, name);
		this.trouble = trouble;
		this.nanoTime = nanoTime;
		this.sleeper = sleeper;
	}

	/**
	 * Acquire a port if it can be had at once.
	 * @param port the port, 1 to 65535
	 * @return the outcome
	 * @throws IllegalArgumentException if the port is out of range
	 */
	public LeaseOutcome tryAcquire(int port) {
		return acquire(port, Duration.ZERO);
	}

	/**
	 * Find out whether a port is leased. For a port that was never leased that is one
	 * look at the file system.
	 * @param port the port, 1 to 65535
	 * @return who has it, or {@code null} if nobody has
	 * @throws IllegalArgumentException if the port is out of range
	 */
	public @Nullable Taken findTaken(int port) {
		if (!Files.exists(this.directory.resolve(port + ".lock"), LinkOption.NOFOLLOW_LINKS)) {
			return null;
		}
		LeaseOutcome outcome = tryAcquire(port);
		if (outcome instanceof Acquired acquired) {
			acquired.lease().close();
		}
		return (outcome instanceof Taken taken) ? taken : null;
	}

	/**
	 * Acquire a port, waiting for its holder to give it back.
	 * @param port the port, 1 to 65535
	 * @param timeout the longest time to wait; zero or less is not to wait
	 * @return the outcome; an interrupt ends the wait and stays set
	 * @throws IllegalArgumentException if the port is out of range
	 */
	public LeaseOutcome acquire(int port, Duration timeout) {
		return acquireAny(List.of(port), timeout);
	}

	/**
	 * Acquire the first of several ports that can be had, waiting while all are taken.
	 * @param candidates the ports, 1 to 65535, in the order in which they are tried
	 * @param timeout the longest time to wait; zero or less is to try each one once
	 * @return the outcome; an interrupt ends the wait and stays set
	 * @throws IllegalArgumentException if there is no candidate or one is out of range
	 */
	public LeaseOutcome acquireAny(Collection<Integer> candidates, Duration timeout) {
		candidates.forEach(PortLeases::requirePort);
		Duration limit = (timeout.compareTo(LONGEST_TIMEOUT) < 0) ? timeout : LONGEST_TIMEOUT;
		long start = this.nanoTime.getAsLong();
		Duration pause = FIRST_PAUSE;
		while (true) {
			LeaseOutcome outcome = tryEach(candidates);
			if (!(outcome instanceof Taken taken)) {
				return outcome;
			}
			Duration left = limit.minusNanos(this.nanoTime.getAsLong() - start);
			if (left.isNegative() || left.isZero() || !sleep((pause.compareTo(left) < 0) ? pause : left)) {
				return new Taken(taken.port(), this.holders.find(taken.port()));
			}
			pause = (pause.compareTo(LONGEST_PAUSE) < 0) ? pause.multipliedBy(2) : pause;
		}
	}

	private static void requirePort(int port) {
		if (port < 1 || port > 65535) {
			throw new IllegalArgumentException("Port " + port + " is not within 1-65535");
		}
	}

	private boolean sleep(Duration duration) {
		try {
			this.sleeper.sleep(this.claims.monitor(), duration);
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	private LeaseOutcome tryEach(Collection<Integer> candidates) {
		LeaseOutcome failure = null;
		for (int port : candidates) {
			LeaseOutcome outcome = tryOnce(port);
			if (outcome instanceof Acquired) {
				return outcome;
			}
			if (failure == null || (failure instanceof Unavailable && outcome instanceof Taken)) {
				failure = outcome;
			}
		}
		if (failure == null) {
			throw new IllegalArgumentException("'candidates' must not be empty");
		}
		return failure;
	}

	private LeaseOutcome tryOnce(int port) {
		LockFile lockFile = new LockFile(this.directory.resolve(port + ".lock"));
		if (!this.claims.claim(lockFile.path())) {
			return new Taken(port, null);
		}
		PortLease lease = null;
		try {
			lease = lock(port, lockFile);
			return (lease != null) ? new Acquired(lease) : new Taken(port, null);
		}
		catch (IOException ex) {
			String reason = "Port " + port + " cannot be leased with '" + lockFile.path() + "' (" + IoReason.of(ex)
					+ "); remove that file or set 'port-resolver.registry.directory'";
			this.trouble.accept(reason);
			return new Unavailable(reason);
		}
		finally {
			if (lease == null) {
				this.claims.withdraw(lockFile.path());
			}
		}
	}

	private @Nullable PortLease lock(int port, LockFile lockFile) throws IOException {
		FileLock lock = lockFile.tryLock();
		if (lock == null) {
			return null;
		}
		try {
			this.claims.keep(lockFile.path(), lock);
			PortLease lease = new PortLease(port, lockFile, lock, this.holders, this.claims);
			this.holders.write(port);
			return lease;
		}
		catch (IOException ex) {
			lock.acquiredBy().close();
			throw ex;
		}
	}

}
