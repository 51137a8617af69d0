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

package io.github.portresolver.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;

import io.github.portresolver.lease.Leases;
import io.github.portresolver.lease.LockFile;

/**
 * The files of a registry by their names, and which of them nobody needs any more. No
 * other file is ever deleted: a configured directory may hold some.
 */
record RegistryFiles(RegistryDirectory directory) {

	static final String RECORD = ".app.json";

	static final String RECORD_LOCK = ".app.lock";

	static final String LAST_PORTS = ".ports";

	private static final int FILES_LIMIT = 5000;

	private static final Pattern RECORDS = Pattern.compile("[0-9a-f]{16}\\.app\\.(json|lock)");

	private static final Pattern MEMORIES = Pattern.compile("[0-9a-f]{32}\\.ports");

	private static final Pattern LEASES = Pattern.compile("[1-9][0-9]{0,4}(-[0-9a-f]{8}|-[0-9a-f]{32})?\\.lock");

	private static final Pattern TEMPORARY = Pattern
		.compile("([0-9a-f]{16}\\.app\\.json|[0-9a-f]{32}\\.ports)\\.[0-9a-f]{16}\\.tmp");

	// Who has just created a file may be about to lock or to rename it
	private static final Duration NEW = Duration.ofMinutes(1);

	private static final Duration UNUSED = Duration.ofDays(1);

	static boolean isRecord(String name) {
		return name.endsWith(RECORD) && RECORDS.matcher(name).matches();
	}

	static String lockOf(String record) {
		return record.substring(0, record.indexOf('.')) + RECORD_LOCK;
	}

	// The records of applications that have ended, what processes left that were
	// killed, lock files that were not used for a day and the ports of applications
	// whose directory is gone
	void prune() {
		String[] names = this.directory.names();
		for (int i = 0; i < Math.min(names.length, FILES_LIMIT); i++) {
			try {
				prune(this.directory.resolve(names[i]), names[i]);
			}
			catch (IOException | RuntimeException ex) {
				// It is somebody else's, or was deleted meanwhile
			}
		}
	}

	private void prune(Path file, String name) throws IOException {
		boolean lease = LEASES.matcher(name).matches();
		if (lease && isOlderThan(UNUSED, file)) {
			pruneLease(file, name);
		}
		else if (!lease && isOlderThan(NEW, file) && isUnneeded(name)) {
			Files.delete(file);
		}
	}

	private void pruneLease(Path file, String name) throws IOException {
		if (name.contains("-")) {
			LockFile.tryLock(file).delete();
		}
		else {
			new Leases(this.directory.path(), (trouble) -> {
			}).forget(Integer.parseInt(name.substring(0, name.indexOf('.'))));
		}
	}

	private boolean isUnneeded(String name) throws IOException {
		if (RECORDS.matcher(name).matches()) {
			return !LockFile.isLocked(this.directory.resolve(lockOf(name)));
		}
		if (MEMORIES.matcher(name).matches()) {
			Path application = new LastPorts(this.directory).directoryOf(name);
			return application != null && !Files.exists(application);
		}
		return TEMPORARY.matcher(name).matches();
	}

	private static boolean isOlderThan(Duration age, Path file) throws IOException {
		BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class,
				LinkOption.NOFOLLOW_LINKS);
		return attributes.isRegularFile()
				&& attributes.lastModifiedTime().toInstant().isBefore(Instant.now().minus(age));
	}

}
