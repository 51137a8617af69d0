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
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Says who holds a lease, in a file beside the lock file: three lines with the pid, the
 * start of the process and its name. Only the holder of the lock writes it.
 */
final class HolderFiles {

	private static final int LIMIT = 1024;

	private final RegistryDirectory directory;

	private final LeaseHolder self;

	HolderFiles(RegistryDirectory directory, @Nullable String name) {
		ProcessStamp current = ProcessStamp.current();
		this.directory = directory;
		this.self = new LeaseHolder(current.pid(), current.start(), name);
	}

	/**
	 * Write the file of a port. Without it the lease holds nevertheless, it is only
	 * anonymous: a full disk is no reason to give up a lock.
	 * @param port the port
	 */
	void write(int port) {
		Instant start = this.self.processStart();
		String name = this.self.name();
		try {
			this.directory.replace(file(port), this.self.pid() + "\n" + ((start != null) ? start : "") + "\n"
					+ ((name != null) ? name : "") + "\n");
		}
		catch (IOException ex) {
			delete(port);
		}
	}

	void delete(int port) {
		try {
			this.directory.delete(file(port));
		}
		catch (IOException ex) {
			// A process that is gone or holds nothing is not believed
		}
	}

	/**
	 * Find the holder of a port.
	 * @param port the port
	 * @return the holder, or {@code null} if nothing credible is known
	 */
	@Nullable LeaseHolder find(int port) {
		try {
			LeaseHolder holder = parse(this.directory.read(file(port), LIMIT));
			return holder.isAlive() ? holder : null;
		}
		catch (IOException | IllegalArgumentException | DateTimeException | ArithmeticException ex) {
			return null;
		}
	}

	private static LeaseHolder parse(String content) {
		List<String> lines = content.lines().toList();
		if (lines.size() != 3) {
			throw new IllegalArgumentException("Not a holder file");
		}
		Instant start = lines.get(1).isEmpty() ? null : Instant.parse(lines.get(1));
		return new LeaseHolder(Long.parseLong(lines.get(0)), start, lines.get(2));
	}

	private static String file(int port) {
		return port + ".holder";
	}

}
