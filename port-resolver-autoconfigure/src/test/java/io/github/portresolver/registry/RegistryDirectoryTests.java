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
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.github.portresolver.lease.LeaseProcess;
import io.github.portresolver.testsupport.ForkedJvm;
import io.github.portresolver.testsupport.Privileged;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link RegistryDirectory}.
 */
@DisabledOnOs(OS.WINDOWS)
@Timeout(60)
class RegistryDirectoryTests {

	@TempDir
	Path temp;

	private Path path;

	@BeforeEach
	void setUp() throws IOException {
		this.path = this.temp.toRealPath().resolve("registry");
	}

	@Test
	void openWhenMissingCreatesItForItsOwnerOnly() throws Exception {
		RegistryDirectory directory = RegistryDirectory.open(this.path);
		assertThat(directory.path()).isEqualTo(this.path).isEmptyDirectory();
		assertThat(permissions(this.path)).isEqualTo("rwx------");
		assertThat(directory).hasToString(this.path.toString());
	}

	@Test
	void openWhenParentsAreMissingCreatesThem() throws Exception {
		Path nested = this.path.resolve("a").resolve("b");
		assertThat(RegistryDirectory.open(nested).path()).isEqualTo(nested);
		assertThat(permissions(nested)).isEqualTo("rwx------");
	}

	@Test
	void openWhenPresentKeepsItsContent() throws Exception {
		RegistryDirectory.open(this.path).replace("1.holder", "content");
		assertThat(RegistryDirectory.open(this.path).read("1.holder", 100)).isEqualTo("content");
	}

	@Test
	void openWhenOpenToOthersClosesIt() throws Exception {
		Files.createDirectory(this.path);
		for (String mode : List.of("rwxrwxrwx", "rwxr-x---", "r-x------")) {
			Files.setPosixFilePermissions(this.path, PosixFilePermissions.fromString(mode));
			RegistryDirectory.open(this.path);
			assertThat(permissions(this.path)).isEqualTo("rwx------");
		}
	}

	@Test
	void openWhenOthersUseItTooFailsAndLeavesItOpen() throws Exception {
		Files.createDirectory(this.path);
		Files.writeString(this.path.resolve("letter.txt"), "outside");
		Files.setPosixFilePermissions(this.path, PosixFilePermissions.fromString("rwxrwxrwx"));
		assertUnavailable(this.path, "is open to others and holds other files than a registry's",
				"set 'port-resolver.registry.directory' to a directory of your own");
		assertThat(permissions(this.path)).isEqualTo("rwxrwxrwx");
	}

	@Test
	void openWhenFileIsInItsPlaceFails() throws Exception {
		Files.writeString(this.path, "outside");
		assertUnavailable(this.path, "is not a directory",
				"remove it, or set 'port-resolver.registry.directory' to a directory of your own");
		assertThat(this.path).hasContent("outside");
	}

	@Test
	void openWhenFileIsAboveItFails() throws Exception {
		Files.writeString(this.path, "outside");
		assertThatExceptionOfType(RegistryUnavailableException.class)
			.isThrownBy(() -> RegistryDirectory.open(this.path.resolve("below")))
			.withMessageStartingWith("Registry directory '" + this.path + "/below' cannot be created (")
			.withMessageEndingWith("; set 'port-resolver.registry.directory' to a directory of your own");
		assertThatExceptionOfType(RegistryUnavailableException.class)
			.isThrownBy(() -> RegistryDirectory.open(this.path.resolve("far").resolve("below")));
		assertThat(this.path).hasContent("outside");
	}

	@Test
	void openWhenSymbolicLinkFailsAndLeavesTheTargetAlone() throws Exception {
		Path target = Files.createDirectory(this.temp.resolve("target"),
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
		Files.createSymbolicLink(this.path, target);
		assertUnavailable(this.path, "is a symbolic link and is not followed",
				"remove it, or set 'port-resolver.registry.directory' to its target");
		assertThat(permissions(target)).isEqualTo("rwxr-xr-x");
		assertThat(target).isEmptyDirectory();
	}

	@Test
	void openWhenSymbolicLinkLeadsNowhereFails() throws Exception {
		Path target = this.temp.resolve("target");
		Files.createSymbolicLink(this.path, target);
		assertUnavailable(this.path, "is a symbolic link and is not followed",
				"remove it, or set 'port-resolver.registry.directory' to its target");
		assertThat(target).doesNotExist();
	}

	@Test
	void openWhenSomebodyElseOwnsItFails() throws Exception {
		Privileged.assumeRoot();
		Files.createDirectory(this.path);
		Files.setPosixFilePermissions(this.path, PosixFilePermissions.fromString("rwxrwxrwx"));
		Privileged.giveToNobody(this.path);
		assertThatExceptionOfType(RegistryUnavailableException.class)
			.isThrownBy(() -> RegistryDirectory.open(this.path))
			.satisfies((ex) -> assertThat(ex.getProblem()).startsWith("belongs to user ").endsWith(" and not to root"));
		assertThat(permissions(this.path)).isEqualTo("rwxrwxrwx");
		assertThat(this.path).isEmptyDirectory();
	}

	@Test
	void openWhenParentIsReadOnlyFails() throws Exception {
		Privileged.assumeRoot();
		assertThat(outcomeAsNobody(this.path)).isEqualTo("unavailable Registry directory '" + this.path
				+ "' cannot be created (permission denied); set 'port-resolver.registry.directory' to a directory of your own");
	}

	@Test
	void openAsNobodyInOwnDirectoryWorks() throws Exception {
		Privileged.assumeRoot();
		Privileged.giveToNobody(Files.createDirectory(this.path));
		assertThat(outcomeAsNobody(this.path)).isEqualTo("acquired 1");
		assertThat(permissions(this.path)).isEqualTo("rwx------");
	}

	@Test
	void openWhenFileSystemIsReadOnlyFails() throws Exception {
		Path point = this.temp.toRealPath().resolve("disk");
		try (Privileged.Mount disk = Privileged.assumeMount(point, "size=64k")) {
			RegistryDirectory.open(point.resolve("registry"));
			disk.remountReadOnly();
			assertUnavailable(point.resolve("registry"), "is not writable",
					"set 'port-resolver.registry.directory' to a directory of your own");
		}
	}

	@Test
	void readWhenMissingThrows() throws Exception {
		RegistryDirectory directory = RegistryDirectory.open(this.path);
		assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> directory.read("none", 10));
	}

	@Test
	void readIsBounded() throws Exception {
		RegistryDirectory directory = RegistryDirectory.open(this.path);
		directory.replace("file", "0123456789");
		assertThat(directory.read("file", 10)).isEqualTo("0123456789");
		assertThatExceptionOfType(FileSystemException.class).isThrownBy(() -> directory.read("file", 9))
			.withMessageEndingWith("larger than 9 bytes");
	}

	@Test
	void readWhenMalformedReplaces() throws Exception {
		RegistryDirectory directory = RegistryDirectory.open(this.path);
		Files.write(this.path.resolve("file"), new byte[] { 'a', (byte) 0xff, 'b' });
		assertThat(directory.read("file", 10)).isEqualTo("a\ufffdb");
	}

	@Test
	void readOpensNothingButRegularFiles() throws Exception {
		RegistryDirectory directory = RegistryDirectory.open(this.path);
		Path outside = Files.writeString(this.temp.resolve("outside"), "outside");
		Files.createSymbolicLink(this.path.resolve("link"), outside);
		Files.createDirectory(this.path.resolve("directory"));
		assertThat(Privileged.run("mkfifo", this.path.resolve("fifo").toString())).isZero();
		for (String name : List.of("link", "directory", "fifo")) {
			assertThatExceptionOfType(FileSystemException.class).isThrownBy(() -> directory.read(name, 10))
				.withMessageEndingWith("not a regular file");
		}
	}

	@Test
	void replaceReplacesLinksThemselvesAndLeavesNoTemporaryFile() throws Exception {
		RegistryDirectory directory = RegistryDirectory.open(this.path);
		Path outside = Files.writeString(this.temp.resolve("outside"), "outside");
		Files.createSymbolicLink(this.path.resolve("file"), outside);
		directory.replace("file", "inside");
		assertThat(outside).hasContent("outside");
		assertThat(directory.read("file", 10)).isEqualTo("inside");
		assertThat(Files.isSymbolicLink(this.path.resolve("file"))).isFalse();
		Files.createDirectories(this.path.resolve("directory").resolve("below"));
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> directory.replace("directory", "inside"));
		assertThat(names()).containsExactlyInAnyOrder("file", "directory");
	}

	@Test
	void deleteRemovesALinkAndNotItsTarget() throws Exception {
		RegistryDirectory directory = RegistryDirectory.open(this.path);
		Path outside = Files.writeString(this.temp.resolve("outside"), "outside");
		Files.createSymbolicLink(this.path.resolve("file"), outside);
		directory.delete("file");
		directory.delete("file");
		assertThat(names()).isEmpty();
		assertThat(outside).hasContent("outside");
	}

	@Test
	void namesThatLeaveTheDirectoryAreRefused() throws Exception {
		RegistryDirectory directory = RegistryDirectory.open(this.path);
		for (String name : List.of("..", "../file", "a/b", "/etc/passwd", "")) {
			assertThatIllegalArgumentException().isThrownBy(() -> directory.read(name, 10));
		}
	}

	private String outcomeAsNobody(Path directory) throws Exception {
		Privileged.allowToRead(this.temp);
		try (ForkedJvm process = ForkedJvm.of(LeaseProcess.class)
			.asUser(Privileged.NOBODY)
			.start(directory, Duration.ZERO, 1, 1)) {
			return process.firstLine();
		}
	}

	private List<String> names() throws IOException {
		try (Stream<Path> files = Files.list(this.path)) {
			return files.map((file) -> file.getFileName().toString()).toList();
		}
	}

	private static void assertUnavailable(Path path, String problem, String action) {
		assertThatExceptionOfType(RegistryUnavailableException.class).isThrownBy(() -> RegistryDirectory.open(path))
			.withMessage("Registry directory '" + path + "' " + problem + "; " + action)
			.satisfies((ex) -> assertThat(ex.getProblem()).isEqualTo(problem))
			.satisfies((ex) -> assertThat(ex.getPath()).isEqualTo(path));
	}

	private static String permissions(Path path) throws IOException {
		return PosixFilePermissions.toString(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
	}

}
