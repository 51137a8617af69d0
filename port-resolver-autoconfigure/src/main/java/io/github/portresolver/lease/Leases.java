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
import java.net.InetAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.github.portresolver.PortLease;
import io.github.portresolver.PortLeases;
import io.github.portresolver.owner.Owner;
import io.github.portresolver.owner.PlainText;
import org.jspecify.annotations.Nullable;

/**
 * Leases of ports, one lock file for each port and address. The file of a port alone
 * stands for every address; who leases the port on one address holds it for a moment and
 * marks it, so that of two leases that exclude each other exactly one is acquired. The
 * others are looked for only where there is a mark: the directory may be long.
 */
public final class Leases {

	// How often a lock that is not confirmed is tried, every millisecond
	private static final int ATTEMPTS = 100;

	private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(1);

	private final @Nullable Path directory;

	private final Consumer<String> trouble;

	// Without a directory for lock files leases bind this process only; of one that does
	// although there is a directory, the consumer is told why
	public Leases(@Nullable Path directory, Consumer<String> trouble) {
		this.directory = directory;
		this.trouble = trouble;
	}

	public static Leases ofThisProcess() {
		return new Leases(null, (what) -> {
		});
	}

	// To be closed with the application; the leases are asked for when one is wanted
	public static PortLeases ofApplication(Supplier<Leases> leases) {
		return new DefaultPortLeases(leases);
	}

	// If it can be had at once, on one address or, with null, on every one. Whether it is
	// free is up to the caller.
	public Lease tryAcquire(@Nullable InetAddress address, int port) {
		Lease lease = tryAcquire(port, port + ".lock");
		if (address == null || address.isAnyLocalAddress() || !lease.isHeld()) {
			return lease.lockFile.isMarked() ? unlessTakenOnOneAddress(lease) : lease;
		}
		try (lease) {
			lease.lockFile.mark();
			return tryAcquire(port, port + "-" + HexFormat.of().formatHex(address.getAddress()) + ".lock");
		}
	}

	// On whatever address, because there is no lock file for it. That says nothing of the
	// next moment.
	public boolean isUnused(int port) {
		return this.directory != null && !LockFile.hasClaims() && !Files.exists(this.directory.resolve(port + ".lock"));
	}

	// Delete the lock file of a port on every address, unless the port is leased on any
	public void forget(int port) throws IOException {
		try (Lease lease = tryAcquire(null, port)) {
			lease.lockFile.delete();
		}
	}

	private Lease tryAcquire(int port, String name) {
		Path path = (this.directory != null) ? this.directory.resolve(name) : Path.of(name);
		LockFile file = tryLock(path);
		for (int i = 1; i < ATTEMPTS && !file.isHeld() && file.text().isEmpty(); i++) {
			LockSupport.parkNanos(PAUSE);
			file = tryLock(path);
		}
		return new Lease(port, file);
	}

	private LockFile tryLock(Path path) {
		try {
			return (this.directory != null) ? LockFile.tryLock(path) : LockFile.tryClaim(path);
		}
		catch (IOException ex) {
			this.trouble.accept("Lock file '" + path + "' cannot be used (" + PlainText.ofFailure(ex)
					+ "): the lease applies only within this process; correct that, or set 'port-resolver.registry.directory' to another one");
			return LockFile.tryClaim(path);
		}
	}

	private Lease unlessTakenOnOneAddress(Lease everyAddress) {
		Path directory = Objects.requireNonNull(this.directory);
		try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, everyAddress.port + "-*.lock")) {
			for (Path path : files) {
				Lease lease = new Lease(everyAddress.port, tryLock(path));
				if (!lease.isHeld()) {
					everyAddress.close();
					return lease;
				}
				lease.close();
			}
		}
		catch (IOException ex) {
			// Without the directory there is no lock in it either
		}
		return everyAddress;
	}

	/**
	 * A try to lease a port by a lock file.
	 */
	public static final class Lease implements PortLease {

		// By how much the start of one process differs as two others see it, since each
		// adds the time of boot as the clock had it
		private static final long TOLERANCE_SECONDS = 10;

		private final int port;

		private final LockFile lockFile;

		Lease(int port, LockFile lockFile) {
			this.port = port;
			this.lockFile = lockFile;
		}

		// Tell others who has the port, which turned out to be free. A lease that says
		// nothing is only held for a moment.
		public void confirm() {
			this.lockFile.write(Self.TEXT);
		}

		public boolean isHeld() {
			return this.lockFile.isHeld();
		}

		// Who has a port that could not be leased, this process included; null if that
		// is not known
		public @Nullable Owner holder() {
			return holder(this.lockFile.text());
		}

		// Return null if no process with that pid has started then
		static @Nullable Owner holder(String text) {
			String[] facts = text.split(" ", -1);
			try {
				ProcessHandle process = ProcessHandle.of(Long.parseLong(facts[0])).orElse(null);
				long start = Long.parseLong(facts[facts.length - 1]);
				return (process != null && start >= startOf(process) - TOLERANCE_SECONDS
						&& start <= startOf(process) + TOLERANCE_SECONDS) ? Owner.of(process.pid()) : null;
			}
			catch (NumberFormatException ex) {
				return null;
			}
		}

		private static long startOf(ProcessHandle process) {
			return process.info().startInstant().map(Instant::getEpochSecond).orElse(0L);
		}

		@Override
		public int port() {
			return this.port;
		}

		@Override
		public void close() {
			this.lockFile.close();
		}

		@Override
		public String toString() {
			return "lease of port " + this.port;
		}

		/**
		 * What this process writes. To find it out takes longer than a lease.
		 */
		private static final class Self {

			static final String TEXT = ProcessHandle.current().pid() + " " + startOf(ProcessHandle.current());

		}

	}

}
