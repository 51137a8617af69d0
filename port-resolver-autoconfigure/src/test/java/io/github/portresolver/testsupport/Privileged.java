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

package io.github.portresolver.testsupport;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;

import io.github.portresolver.owner.PlainText;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

import org.springframework.util.FileSystemUtils;

/**
 * What tests can do only as root on Linux; elsewhere they are skipped and say why.
 */
public final class Privileged {

	public static final int NOBODY = 65534;

	private static @Nullable Path readable;

	private Privileged() {
	}

	public static void assumeRoot() {
		Assumptions.assumeTrue(
				Files.isDirectory(Path.of("/proc/self")) && "root".equals(System.getProperty("user.name")),
				"needs root on Linux");
		Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "setpriv is not installed");
	}

	public static void giveToNobody(Path path) throws IOException {
		Files.setAttribute(path, "unix:uid", NOBODY);
	}

	/**
	 * Return where the classes of this module and of its tests are.
	 */
	static Stream<Path> classes() {
		return Stream.of(PlainText.class, Privileged.class).map(ForkedJvm::classes);
	}

	/**
	 * Return a copy of the classes that every user can read, made once.
	 */
	static synchronized Path readableClasses() throws IOException {
		if (readable == null) {
			readable = Files.createTempDirectory("classes");
			Runtime.getRuntime()
				.addShutdownHook(new Thread(() -> FileSystemUtils.deleteRecursively(readable.toFile())));
			for (Path source : classes().toList()) {
				FileSystemUtils.copyRecursively(source, readable);
			}
			allowToRead(readable);
		}
		return readable;
	}

	public static void allowToRead(Path directory) throws IOException {
		Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
	}

	/**
	 * Mount a small file system in memory, or skip the test where that is not allowed.
	 */
	public static Mount assumeMount(Path point, String options) throws Exception {
		assumeRoot();
		Files.createDirectory(point);
		Program mount = Program.run("mount", "-t", "tmpfs", "-o", options, "tmpfs", point.toString());
		Assumptions.assumeTrue(mount.exit() == 0, "cannot mount a tmpfs here");
		return new Mount(point);
	}

	public record Mount(Path point) implements AutoCloseable {

		public void fill() throws IOException {
			byte[] block = new byte[4096];
			try (OutputStream out = Files.newOutputStream(this.point.resolve("rubbish"))) {
				while (true) {
					out.write(block);
				}
			}
			catch (IOException ex) {
				Assumptions.assumeTrue(PlainText.ofFailure(ex).contains("space"), ex.getMessage());
			}
		}

		public void remountReadOnly() throws Exception {
			Program remount = Program.run("mount", "-o", "remount,ro", this.point.toString());
			Assumptions.assumeTrue(remount.exit() == 0, "cannot remount");
		}

		@Override
		public void close() throws IOException {
			try {
				Program.run("umount", this.point.toString());
			}
			catch (InterruptedException ex) {
				throw new IOException(ex);
			}
		}

	}

}
