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
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The applications of this user that run on this machine: each writes one JSON file, and
 * whoever reads them deletes those of processes that are gone. An instance stands for one
 * application, of which a process may have several.
 *
 * @since 0.1.0
 */
public final class ApplicationRecords {

	static final int SIZE_LIMIT = 64 * 1024;

	static final int FILES_LIMIT = 500;

	private static final Pattern RECORD = Pattern.compile("([1-9][0-9]{0,17})-[0-9a-f]{16}\\.app\\.json");

	private static final Duration TEMPORARY_FILES_AGE = Duration.ofHours(1);

	private final RegistryDirectory directory;

	private final RecordJson json;

	private final Clock clock;

	private final String unique = String.format("%016x", ThreadLocalRandom.current().nextLong());

	private volatile @Nullable String written;

	/**
	 * Create the records as seen by one application.
	 * @param directory where the records are
	 */
	public ApplicationRecords(RegistryDirectory directory) {
		this(directory, new RecordJson(), Clock.systemUTC());
	}

	ApplicationRecords(RegistryDirectory directory, RecordJson json, Clock clock) {
		this.directory = directory;
		this.json = json;
		this.clock = clock;
	}

	/**
	 * Write the record of this application, or replace it. Readers see the record before
	 * or the new one, never a part.
	 * @param record the record
	 * @throws IOException if it cannot be written; the record is then as it was
	 */
	public void write(ApplicationRecord record) throws IOException {
		String file = record.pid() + "-" + this.unique + ".app.json";
		this.directory.replace(file, this.json.write(record));
		this.written = file;
	}

	/**
	 * Delete the record of this application, if it was written.
	 * @throws IOException if it cannot be deleted
	 */
	public void remove() throws IOException {
		String file = this.written;
		if (file != null) {
			this.directory.delete(file);
			this.written = null;
		}
	}

	/**
	 * List the applications that run, this one included, and delete the records of those
	 * that do not. What cannot be read is left out.
	 * @return at most 500 records, the latest start first, fit to be shown: control
	 * characters are replaced, texts are cut, ports are within 1 to 65535 and URLs start
	 * with {@code http}, {@code https} or {@code unix}
	 */
	public List<ApplicationRecord> list() {
		List<ApplicationRecord> records = new ArrayList<>();
		int seen = 0;
		try (DirectoryStream<Path> files = Files.newDirectoryStream(this.directory.path(), this::isOfInterest)) {
			for (Path file : files) {
				ApplicationRecord record = read(file);
				if (record != null) {
					records.add(record);
				}
				if (++seen == FILES_LIMIT) {
					break;
				}
			}
		}
		catch (IOException | DirectoryIteratorException ex) {
			// Nobody depends on the registry: what was found so far is the answer
		}
		records.sort(Comparator.comparing(ApplicationRecord::startedAt).reversed());
		return List.copyOf(records);
	}

	/**
	 * Find the instances of an application that run, this one included.
	 * @param name the application's name
	 * @param directory its working directory, in the form in which it was written
	 * @return the records, the latest start first
	 */
	public List<ApplicationRecord> find(String name, String directory) {
		String cleanName = RecordJson.cleanName(name);
		String cleanDirectory = RecordJson.cleanDirectory(directory);
		return list().stream()
			.filter((record) -> record.name().equals(cleanName) && record.directory().equals(cleanDirectory))
			.toList();
	}

	/**
	 * Delete the records of processes that are gone, going by their names only. It is for
	 * starts that have no reason to read the records.
	 * @throws IOException if the directory cannot be read
	 */
	public void prune() throws IOException {
		try (DirectoryStream<Path> files = Files.newDirectoryStream(this.directory.path(), "*.app.json")) {
			int seen = 0;
			for (Path file : files) {
				String name = file.getFileName().toString();
				Matcher matcher = RECORD.matcher(name);
				if (matcher.matches() && isGone(Long.parseLong(matcher.group(1)))
						&& Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
					this.directory.delete(name);
				}
				if (++seen == FILES_LIMIT) {
					return;
				}
			}
		}
		catch (DirectoryIteratorException ex) {
			throw ex.getCause();
		}
	}

	private boolean isOfInterest(Path file) {
		String name = file.getFileName().toString();
		return name.endsWith(RegistryDirectory.TEMPORARY_SUFFIX) || RECORD.matcher(name).matches();
	}

	private @Nullable ApplicationRecord read(Path file) {
		String name = file.getFileName().toString();
		Matcher matcher = RECORD.matcher(name);
		try {
			BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class,
					LinkOption.NOFOLLOW_LINKS);
			if (!attributes.isRegularFile()) {
				return null;
			}
			if (!matcher.matches()) {
				deleteIfOld(name, attributes);
				return null;
			}
			long pid = Long.parseLong(matcher.group(1));
			ApplicationRecord record = parse(name, pid);
			if ((record != null) ? !record.process().isAlive() : isGone(pid)) {
				this.directory.delete(name);
				return null;
			}
			return record;
		}
		catch (IOException ex) {
			return null;
		}
	}

	private void deleteIfOld(String name, BasicFileAttributes attributes) throws IOException {
		Instant limit = this.clock.instant().minus(TEMPORARY_FILES_AGE);
		if (attributes.lastModifiedTime().toInstant().isBefore(limit)) {
			this.directory.delete(name);
		}
	}

	private @Nullable ApplicationRecord parse(String name, long pid) {
		try {
			ApplicationRecord record = this.json.read(this.directory.read(name, SIZE_LIMIT));
			return (record.pid() == pid) ? record : null;
		}
		catch (IOException | RuntimeException ex) {
			return null;
		}
	}

	/**
	 * A record that cannot be read is not deleted while there is a process that may have
	 * written it, perhaps with another version.
	 * @param pid the process id in the name of the file
	 * @return whether there is no such process
	 */
	private static boolean isGone(long pid) {
		return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty();
	}

}
