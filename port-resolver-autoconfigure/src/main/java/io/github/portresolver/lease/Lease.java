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

import java.time.Instant;

import io.github.portresolver.PortLease;
import io.github.portresolver.owner.Owner;
import org.jspecify.annotations.Nullable;

/**
 * A try to lease a port by a lock file.
 *
 * @since 0.1.0
 */
public final class Lease implements PortLease {

	// By how much the start of one process differs as two others see it, since each
	// adds the time of boot as the clock had it
	private static final long TOLERANCE_SECONDS = 10;

	private final int port;

	private final LockFile lockFile;

	Lease(int port, LockFile lockFile) {
		this.port = port;
		this.lockFile = lockFile;
	}

	/**
	 * Tell others who has the port, which turned out to be free. A lease that does not
	 * say so is only held for a moment.
	 */
	public void confirm() {
		ProcessHandle current = ProcessHandle.current();
		this.lockFile.write(current.pid() + " " + startOf(current));
	}

	/**
	 * Return whether the port is leased by this object.
	 * @return {@code false} if somebody else has it, or it was released
	 */
	public boolean isHeld() {
		return this.lockFile.isHeld();
	}

	/**
	 * Find who has a port that could not be leased, this process included.
	 * @return the process, or {@code null} if it is not known
	 */
	public @Nullable Owner holder() {
		return holder(this.lockFile.text());
	}

	// Return null if no process with that pid has started then
	static @Nullable Owner holder(String text) {
		String[] facts = text.split(" ");
		try {
			ProcessHandle process = ProcessHandle.of(Long.parseLong(facts[0])).orElse(null);
			long start = Long.parseLong(facts[facts.length - 1]);
			return (process != null && Math.abs(startOf(process) - start) <= TOLERANCE_SECONDS)
					? Owner.of(process.pid()) : null;
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

}
