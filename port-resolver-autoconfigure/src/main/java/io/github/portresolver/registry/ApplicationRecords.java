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
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

import io.github.portresolver.lease.LockFile;
import org.jspecify.annotations.Nullable;

/**
 * The applications of this user that run on this machine. Each writes one JSON file and
 * has a lock file beside it locked: while it is, the application lives. An instance
 * stands for one application, of which a process may have several.
 */
final class ApplicationRecords {

	static final int FILES_LIMIT = 500;

	private final RegistryDirectory directory;

	private final String id = String.format("%016x", ThreadLocalRandom.current().nextLong());

	private @Nullable LockFile lock;

	private volatile @Nullable ApplicationRecord own;

	ApplicationRecords(RegistryDirectory directory) {
		this.directory = directory;
	}

	// Readers see the record before or the new one, never a part
	synchronized void write(ApplicationRecord record) throws IOException {
		if (this.lock == null) {
			this.lock = LockFile.tryLock(this.directory.resolve(this.id + RegistryFiles.RECORD_LOCK));
		}
		this.directory.replace(this.id + RegistryFiles.RECORD, RecordJson.write(record));
		this.own = record;
	}

	// The process id does not tell: containers that share a directory count from one each
	boolean isOwn(ApplicationRecord record) {
		ApplicationRecord own = this.own;
		return own != null && own.pid() == record.pid() && own.identity().equals(record.identity())
				&& own.startedAt().equals(record.startedAt());
	}

	synchronized void remove() throws IOException {
		LockFile lock = this.lock;
		if (lock != null) {
			this.lock = null;
			try (lock) {
				Files.deleteIfExists(this.directory.resolve(this.id + RegistryFiles.RECORD));
				lock.delete();
			}
		}
	}

	List<ApplicationRecord> list() {
		return Stream.of(this.directory.names())
			.filter(RegistryFiles::isRecord)
			.map(this::read)
			.filter(Objects::nonNull)
			.limit(FILES_LIMIT)
			.sorted(Comparator.comparing(ApplicationRecord::startedAt).reversed())
			.toList();
	}

	private @Nullable ApplicationRecord read(String name) {
		try {
			return LockFile.isLocked(this.directory.resolve(RegistryFiles.lockOf(name)))
					? RecordJson.read(this.directory.read(name)) : null;
		}
		catch (IOException | RuntimeException ex) {
			return null;
		}
	}

}
