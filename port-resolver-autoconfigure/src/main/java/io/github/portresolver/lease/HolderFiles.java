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
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;

import io.github.portresolver.registry.ProcessStamp;
import io.github.portresolver.registry.RegistryDirectory;
import org.jspecify.annotations.Nullable;

/**
 * Says who holds a lease, in a file beside the lock file: four lines with the pid, the
 * start of the process, its name and a check sum, padded to a fixed size. Only the holder
 * of the lock writes it.
 * <p>
 * The file stays and is written over in one go: to create and delete one each time takes
 * ten times as long on ext4 while hundreds of others are held.
 */
final class HolderFiles {

	private static final int SIZE = 512;

	private final RegistryDirectory directory;

	private final LeaseHolder self;

	HolderFiles(RegistryDirectory directory, @Nullable String name) {
		ProcessStamp current = ProcessStamp.current();
		this.directory = directory;
		this.self = new LeaseHolder(current.pid(), current.start(), name);
	}

	/**
	 * Write down that this process holds a port. If that fails the lease holds
	 * nevertheless, it is only anonymous: a full disk is no reason to give up a lock.
	 * @param port the port
	 */
	void write(int port) {
		put(port, format(this.self));
	}

	/**
	 * Write down that nobody holds a port.
	 * @param port the port
	 */
	void clear(int port) {
		put(port, "");
	}

	private void put(int port, String content) {
		byte[] bytes = (content + " ".repeat(SIZE - content.getBytes(StandardCharsets.UTF_8).length))
			.getBytes(StandardCharsets.UTF_8);
		try {
			Path file = this.directory.resolve(file(port));
			if (!isOurs(file)) {
				this.directory.replace(file(port), new String(bytes, StandardCharsets.UTF_8));
				return;
			}
			try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
				out.write(bytes);
			}
		}
		catch (IOException ex) {
			// What is there now is an older state, and its process is not believed
		}
	}

	private static boolean isOurs(Path file) throws IOException {
		try {
			BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class,
					LinkOption.NOFOLLOW_LINKS);
			return attributes.isRegularFile() && attributes.size() == SIZE;
		}
		catch (NoSuchFileException ex) {
			return false;
		}
	}

	/**
	 * Find the holder of a port.
	 * @param port the port
	 * @return the holder, or {@code null} if nothing credible is known
	 */
	@Nullable LeaseHolder find(int port) {
		try {
			LeaseHolder holder = parse(this.directory.read(file(port), SIZE));
			return holder.isAlive() ? holder : null;
		}
		catch (IOException | IllegalArgumentException | DateTimeException | ArithmeticException ex) {
			return null;
		}
	}

	static String format(LeaseHolder holder) {
		Instant start = holder.processStart();
		String name = holder.name();
		String facts = holder.pid() + "\n" + ((start != null) ? start : "") + "\n" + ((name != null) ? name : "")
				+ "\n";
		return facts + checkSum(facts) + "\n";
	}

	private static LeaseHolder parse(String content) {
		List<String> lines = content.lines().toList();
		if (lines.size() < 4 || !checkSum(String.join("\n", lines.subList(0, 3)) + "\n").equals(lines.get(3))) {
			throw new IllegalArgumentException("Not a holder file");
		}
		Instant start = lines.get(1).isEmpty() ? null : Instant.parse(lines.get(1));
		return new LeaseHolder(Long.parseLong(lines.get(0)), start, lines.get(2));
	}

	/**
	 * Return what tells a file that is just being written from a complete one.
	 * @param facts the first three lines
	 * @return the sum as text
	 */
	private static String checkSum(String facts) {
		return Integer.toHexString(facts.hashCode());
	}

	private static String file(int port) {
		return port + ".holder";
	}

}
