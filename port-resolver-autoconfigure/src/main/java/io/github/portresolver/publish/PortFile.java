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

package io.github.portresolver.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;

import io.github.portresolver.owner.PlainText;
import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

/**
 * A file that holds the server's port as a bare number, for scripts and test runners. It
 * is an aid: trouble with it is a line in the log.
 */
final class PortFile {

	// Five digits and a line break that an editor added
	private static final int LONGEST = 7;

	private final Path path;

	private final Log log;

	private @Nullable String written;

	private @Nullable Object writtenKey;

	PortFile(Path path, Log log) {
		this.path = path.toAbsolutePath();
		this.log = log;
	}

	// To a temporary file beside it, which is renamed: a reader never sees a part
	void write(int port) {
		try {
			replace(String.valueOf(port));
		}
		catch (IOException | RuntimeException ex) {
			warn(" could not be written", ex);
		}
	}

	private void replace(String content) throws IOException {
		Path temporary = temporary();
		try {
			Files.writeString(temporary, content, StandardOpenOption.CREATE_NEW);
			Object key = Files.readAttributes(temporary, BasicFileAttributes.class).fileKey();
			Files.move(temporary, this.path, StandardCopyOption.ATOMIC_MOVE);
			this.written = content;
			this.writtenKey = key;
		}
		finally {
			Files.deleteIfExists(temporary);
		}
	}

	// Not by createTempFile, whose files are for their owner only
	private Path temporary() throws IOException {
		Path parent = this.path.getParent();
		if (parent == null) {
			throw new IOException("'" + this.path + "' is not the path of a file");
		}
		Files.createDirectories(parent);
		String unique = Long.toHexString(ThreadLocalRandom.current().nextLong());
		return parent.resolve("." + this.path.getFileName() + "." + unique + ".tmp");
	}

	// That of an earlier run, whose port is not this one's
	void removeStale() {
		removeIf((content) -> content.matches("\\d{1,5}"), " of an earlier run");
	}

	// The one that was written here: the next start of the application may have replaced
	// it already
	void remove() {
		removeIf((content) -> content.equals(this.written), "");
		this.written = null;
	}

	private void removeIf(Predicate<String> isOurs, String what) {
		try {
			if (isRemovable() && isOurs.test(Files.readString(this.path).strip())) {
				Files.deleteIfExists(this.path);
			}
		}
		catch (IOException | RuntimeException ex) {
			warn(what + " could not be removed", ex);
		}
	}

	// Its content is looked at as well: Windows has no file keys
	private boolean isRemovable() throws IOException {
		if (!Files.isRegularFile(this.path, LinkOption.NOFOLLOW_LINKS)) {
			return false;
		}
		BasicFileAttributes file = Files.readAttributes(this.path, BasicFileAttributes.class,
				LinkOption.NOFOLLOW_LINKS);
		return file.size() <= LONGEST && (this.written == null || Objects.equals(file.fileKey(), this.writtenKey));
	}

	private void warn(String problem, Exception exception) {
		this.log.warn("Port file '" + this.path + "'" + problem + ": " + PlainText.ofFailure(exception));
	}

}
