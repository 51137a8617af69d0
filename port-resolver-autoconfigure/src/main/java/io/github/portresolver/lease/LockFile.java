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
 *
 * @since 0.1.0
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

	private static final int TEXT_LIMIT = 64;

	private static final String MARK = "\0";

	// Far behind the text, which others must be able to read on Windows, too
	private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

	private final Path path;

	// Unlike a channel's, its reads and writes are not ended by an interrupt, which
	// closes the channel and so drops the lock
	private final @Nullable RandomAccessFile file;

	private @Nullable Object key;

	private @Nullable FileLock lock;

	private String text = "";

	// Of the content of the file while it is held, spaces included
	private int length;

	private boolean marked;

	private boolean held;

	private LockFile(Path path, @Nullable RandomAccessFile file, @Nullable Object key) {
		this.path = path;
		this.file = file;
		this.key = key;
	}

	/**
	 * Try to lock a file, which is created if it is missing.
	 * @param path the file, as all callers name it
	 * @return a try, which does or does not {@link #isHeld() hold} the lock
	 * @throws IOException if it is no regular file or cannot be opened, created or locked
	 */
	public static LockFile tryLock(Path path) throws IOException {
		synchronized (MONITOR) {
			for (int i = 0; i < ATTEMPTS; i++) {
				LockFile open = OPEN.get(path);
				if (open != null && open.held) {
					return open.asTaken();
				}
				LockFile file = (open != null) ? open : open(path);
				if (!file.lock(false)) {
					return file;
				}
				if (!file.isDeleted() || file.isCurrent()) {
					file.look();
					return file;
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

	/**
	 * Tell whether a process has locked a file. Those who only ask are in nobody's way
	 * but in that of a process that is about to lock it.
	 * @return {@code false} also if the file is missing
	 * @throws IOException if it is no regular file or cannot be opened
	 */
	public static boolean isLocked(Path path) throws IOException {
		synchronized (MONITOR) {
			LockFile file = OPEN.get(path);
			if (file == null && Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
				file = open(path);
			}
			if (file == null || file.held) {
				return file != null;
			}
			boolean free = file.lock(true);
			file.close();
			return !free;
		}
	}

	private static LockFile open(Path path) throws IOException {
		Object key = key(path);
		return new LockFile(path, new RandomAccessFile(path.toFile(), "rw"), key);
	}

	// What tells a file from another one of the same name: equals no other if the file
	// is missing, and is null where files have none
	private static @Nullable Object key(Path path) throws IOException {
		try {
			BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class,
					LinkOption.NOFOLLOW_LINKS);
			if (!attributes.isRegularFile()) {
				throw new FileSystemException(path.toString(), null,
						attributes.isSymbolicLink() ? "it is a symbolic link" : "it is not a regular file");
			}
			return attributes.fileKey();
		}
		catch (NoSuchFileException ex) {
			return ex;
		}
	}

	private boolean lock(boolean shared) throws IOException {
		RandomAccessFile file = Objects.requireNonNull(this.file);
		try {
			this.lock = file.getChannel().tryLock(LOCKED_BYTE, 1, shared);
			this.held = this.lock != null;
			if (this.held) {
				OPEN.put(this.path, this);
				return true;
			}
			this.text = read(file).trim();
			closeFile();
		}
		catch (OverlappingFileLockException ex) {
			this.text = read(file).trim();
			keepOpen();
		}
		catch (IOException ex) {
			closeFile();
			throw ex;
		}
		return false;
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
			byte[] text = new byte[TEXT_LIMIT];
			file.seek(0);
			return new String(text, 0, Math.max(0, file.read(text)), StandardCharsets.US_ASCII);
		}
		catch (IOException ex) {
			return "";
		}
	}

	// A text is from a holder that has ended. It is overwritten: if a file is cut, some
	// file systems write to the disk when it is closed.
	private void look() {
		RandomAccessFile file = Objects.requireNonNull(this.file);
		try {
			if (this.key instanceof NoSuchFileException) {
				this.key = key(this.path);
			}
			if (file.length() > 0) {
				String left = read(file);
				this.length = left.length();
				this.marked = left.startsWith(MARK);
				if (!left.trim().isEmpty()) {
					write("");
				}
			}
		}
		catch (IOException ex) {
			// Others may see who held it before
		}
	}

	// Who deletes a file makes it longer before, which takes no space on a full disk: to
	// see that is cheaper than to look which file is there now
	private boolean isDeleted() {
		try {
			return Objects.requireNonNull(this.file).length() > TEXT_LIMIT;
		}
		catch (IOException ex) {
			return true;
		}
	}

	// What was opened is what was looked at before if that is still there
	private boolean isCurrent() {
		try {
			return Objects.equals(this.key, key(this.path));
		}
		catch (IOException ex) {
			return false;
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

	Path path() {
		return this.path;
	}

	String text() {
		return this.text;
	}

	// Whether a holder has marked the file and none has written to it since
	boolean isMarked() {
		return this.marked;
	}

	// An empty file only gets a length, which takes no space on a full disk
	void mark() throws IOException {
		synchronized (MONITOR) {
			if (this.held && this.file != null && !this.marked) {
				if (this.length == 0) {
					this.file.setLength(MARK.length());
				}
				else {
					this.file.seek(0);
					this.file.write(MARK.charAt(0));
				}
				this.marked = true;
			}
		}
	}

	// If that fails, the lock holds nevertheless: a full disk is no reason to give it
	// up
	void write(String text) {
		synchronized (MONITOR) {
			this.text = text;
			try {
				if (this.held && this.file != null) {
					String content = text + " ".repeat(Math.max(0, this.length - text.length()));
					this.file.seek(0);
					this.file.write(content.getBytes(StandardCharsets.US_ASCII));
					this.length = content.length();
					this.marked = false;
				}
			}
			catch (IOException ex) {
				// The holder is anonymous
			}
		}
	}

	/**
	 * Delete the file, if the lock is held, and release it.
	 * @throws IOException if it cannot be deleted; it is released nevertheless
	 */
	public void delete() throws IOException {
		synchronized (MONITOR) {
			try (LockFile file = this) {
				if (file.held && file.file != null && file.isCurrent()) {
					file.file.setLength(TEXT_LIMIT + 1);
					Files.deleteIfExists(file.path);
				}
			}
		}
	}

	/**
	 * Release the lock, if it is held. Closing again has no effect.
	 */
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
