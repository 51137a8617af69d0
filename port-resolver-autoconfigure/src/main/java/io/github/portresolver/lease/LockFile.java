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
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A try to lock a file for this JVM. The kernel releases the lock when the process ends,
 * however it ends. The file says in a few bytes what its holder wants others to know.
 */
public final class LockFile implements AutoCloseable {

	// What guards all opening and closing: closing any channel of a file drops the lock
	// that this process has on it (see fcntl(2)), also one that another class loader
	// has. Interned strings are the same in all class loaders.
	private static final Object MONITOR = "io.github.portresolver.lease.LockFile".intern();

	// The files that are open here: those that this class loader has locked, and those
	// that another one has, which must stay open for that reason
	private static final Map<Path, LockFile> OPEN = new HashMap<>();

	// How many of them are claims
	private static volatile int claims;

	private static final int ATTEMPTS = 100;

	// Of the text with the spaces after it. A text is overwritten: if a file is cut, some
	// file systems write to the disk when it is closed.
	private static final int TEXT_LENGTH = 64;

	// A file is marked by its length, which takes no space on a full disk
	private static final int MARKED_LENGTH = TEXT_LENGTH + 1;

	// Far behind the text, which others must be able to read on Windows, too
	private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

	private final Path path;

	// Unlike a channel's, its reads and writes are not ended by an interrupt, which
	// closes the channel and so drops the lock
	private final @Nullable RandomAccessFile file;

	// What was at the path before the file was opened
	private final @Nullable BasicFileAttributes found;

	// Referenced for as long as it is held: this JVM forgets a lock that is not
	private @Nullable FileLock lock;

	private String text = "";

	private boolean marked;

	private boolean held;

	private LockFile(Path path, @Nullable RandomAccessFile file, @Nullable BasicFileAttributes found) {
		this.path = path;
		this.file = file;
		this.found = found;
	}

	// All callers name a file by the same path. It is created if it is missing; what is
	// no regular file is refused.
	public static LockFile tryLock(Path path) throws IOException {
		synchronized (MONITOR) {
			for (int i = 0; i < ATTEMPTS; i++) {
				LockFile file = open(path);
				if (!file.lock(false) || file.isStillThere()) {
					return file.held ? file : file.asTaken();
				}
				file.close();
			}
			throw new FileSystemException(path.toString(), null, "it keeps being replaced");
		}
	}

	// Within this class loader only, without touching the file system
	static LockFile tryClaim(Path path) {
		synchronized (MONITOR) {
			LockFile open = OPEN.get(path);
			if (open != null) {
				return open.asTaken();
			}
			LockFile file = new LockFile(path, null, null);
			file.held = true;
			OPEN.put(path, file);
			claims++;
			return file;
		}
	}

	// Within this class loader, on whatever file
	static boolean hasClaims() {
		return claims > 0;
	}

	// Who only asks is in nobody's way but in that of a process that is about to lock the
	// file, which may be missing
	public static boolean isLocked(Path path) throws IOException {
		synchronized (MONITOR) {
			if (!OPEN.containsKey(path) && !Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
				return false;
			}
			LockFile file = open(path);
			boolean free = file.lock(true);
			file.close();
			return !free;
		}
	}

	private static LockFile open(Path path) throws IOException {
		LockFile open = OPEN.get(path);
		if (open != null) {
			return open.held ? open.asTaken() : open;
		}
		BasicFileAttributes found = find(path);
		return new LockFile(path, new RandomAccessFile(path.toFile(), "rw"), found);
	}

	private static @Nullable BasicFileAttributes find(Path path) throws IOException {
		try {
			BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class,
					LinkOption.NOFOLLOW_LINKS);
			if (!attributes.isRegularFile()) {
				throw new FileSystemException(path.toString(), null,
						attributes.isSymbolicLink() ? "it is a symbolic link" : "it is not a regular file");
			}
			return attributes;
		}
		catch (NoSuchFileException ex) {
			return null;
		}
	}

	private boolean lock(boolean shared) throws IOException {
		if (this.file == null) {
			return false;
		}
		try {
			this.lock = this.file.getChannel().tryLock(LOCKED_BYTE, 1, shared);
			this.held = this.lock != null;
			if (this.held) {
				OPEN.put(this.path, this);
			}
		}
		catch (OverlappingFileLockException ex) {
			keepOpen();
		}
		finally {
			this.text = this.held ? "" : read(this.file);
			if (OPEN.get(this.path) != this) {
				closeFile();
			}
		}
		return this.held;
	}

	// For ever, whatever becomes of this class loader: what is garbage collected is
	// closed
	private void keepOpen() {
		if (OPEN.put(this.path, this) == null) {
			try {
				Runtime.getRuntime().addShutdownHook(new Thread(OPEN::size));
			}
			catch (IllegalStateException ex) {
				// The process ends already
			}
		}
	}

	private static String read(RandomAccessFile file) {
		try {
			byte[] text = new byte[TEXT_LENGTH];
			file.seek(0);
			return new String(text, 0, Math.max(0, file.read(text)), StandardCharsets.US_ASCII).strip();
		}
		catch (IOException ex) {
			return "";
		}
	}

	// Somebody may have deleted or replaced the file before it was locked: then another
	// process may lock what is there now
	private boolean isStillThere() {
		BasicFileAttributes found = findOpened();
		if (found != null) {
			this.marked = found.size() >= MARKED_LENGTH;
			if (found.size() > 0) {
				// A holder has ended
				write("");
			}
		}
		return found != null;
	}

	// Windows, where files have no key, does not let anybody delete one that is open
	private @Nullable BasicFileAttributes findOpened() {
		try {
			BasicFileAttributes found = find(this.path);
			return (found != null && this.found != null && Objects.equals(found.fileKey(), this.found.fileKey()))
					? found : null;
		}
		catch (IOException ex) {
			return null;
		}
	}

	private LockFile asTaken() {
		LockFile taken = new LockFile(this.path, null, null);
		taken.text = this.text;
		return taken;
	}

	public boolean isHeld() {
		return this.held;
	}

	String text() {
		return this.text;
	}

	boolean isMarked() {
		return this.marked;
	}

	// For whoever locks the file next, until it is deleted
	void mark() {
		synchronized (MONITOR) {
			if (this.held && this.file != null && !this.marked) {
				write("");
				extend(this.file, MARKED_LENGTH);
				this.marked = true;
			}
		}
	}

	void write(String text) {
		synchronized (MONITOR) {
			this.text = text;
			if (this.held && this.file != null) {
				write(this.file, text + " ".repeat(TEXT_LENGTH - text.length()));
			}
		}
	}

	// A full disk is no reason to give up the lock: zeros, which take no space, say that
	// its holder is anonymous, blanks that it may say more soon
	private static void write(RandomAccessFile file, String text) {
		try {
			file.seek(0);
			file.write(text.getBytes(StandardCharsets.US_ASCII));
		}
		catch (IOException ex) {
			extend(file, TEXT_LENGTH);
		}
	}

	private static void extend(RandomAccessFile file, int length) {
		try {
			file.setLength(Math.max(length, file.length()));
		}
		catch (IOException ex) {
			// The lock holds nevertheless
		}
	}

	// If the lock is held, which is released even if the file cannot be deleted
	public void delete() throws IOException {
		synchronized (MONITOR) {
			try (LockFile file = this) {
				if (file.held && file.file != null && file.findOpened() != null) {
					Files.deleteIfExists(file.path);
				}
			}
		}
	}

	@Override
	public void close() {
		synchronized (MONITOR) {
			if (this.held) {
				this.held = false;
				claims -= (this.file != null) ? 0 : 1;
				closeFile();
			}
		}
	}

	private void closeFile() {
		OPEN.remove(this.path, this);
		try {
			if (this.file != null) {
				this.file.close();
			}
		}
		catch (IOException ex) {
			// The descriptor is gone nevertheless, see close(2), and the lock with it
		}
	}

}
