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
import java.util.List;

import io.github.portresolver.testsupport.ForkedJvm;
import io.github.portresolver.testsupport.Privileged;
import io.github.portresolver.testsupport.Program;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RegistryDirectory}.
 */
@DisabledOnOs(OS.WINDOWS)
@Timeout(60)
class RegistryDirectoryTests {

	private static final String USE_ANOTHER = "set 'port-resolver.registry.directory' to a directory of your own";

	@TempDir
	Path temp;

	private Path path;

	@BeforeEach
	void setUp() throws IOException {
		this.path = this.temp.toRealPath().resolve("registry");
	}

	@Test
	void openWhenMissingCreatesItAndItsParentsForItsOwnerOnlyAndKeepsItsContent() throws Exception {
		Path nested = this.path.resolve("a").resolve("b");
		RegistryDirectory directory = RegistryDirectory.open(nested);
		assertThat(directory.path()).isEqualTo(nested).isEmptyDirectory();
		assertThat(permissions(nested)).isEqualTo("rwx------");
		directory.replace("1.holder", "content");
		assertThat(RegistryDirectory.open(nested).read("1.holder")).isEqualTo("content");
	}

	@Test
	void openWhenOpenToOthersFailsAndLeavesItOpen() throws Exception {
		createDirectory(this.path, "rwxr-xr-x");
		assertUnusable(this.path, "is open to other users (rwxr-xr-x)", "run chmod 700 on it, or " + USE_ANOTHER);
		assertThat(permissions(this.path)).isEqualTo("rwxr-xr-x");
		assertThat(this.path).isEmptyDirectory();
	}

	@Test
	void openWhenFileIsInItsPlaceOrAboveItFails() throws Exception {
		Files.writeString(this.path, "outside");
		assertUnusable(this.path, "is not a directory", "remove it, or " + USE_ANOTHER);
		assertUnusable(this.path.resolve("below"), "cannot be created or read ('" + this.path + "' is not a directory)",
				USE_ANOTHER);
		assertUnusable(this.path.resolve("far").resolve("below"), "cannot be created or read (Not a directory)",
				USE_ANOTHER);
		assertThat(this.path).hasContent("outside");
	}

	@Test
	void openWhenSymbolicLinkFailsAndLeavesTheTargetAlone() throws Exception {
		Path target = this.temp.resolve("target");
		Files.createSymbolicLink(this.path, target);
		assertLinkIsRefused();
		assertThat(target).doesNotExist();
		createDirectory(target, "rwxr-xr-x");
		assertLinkIsRefused();
		assertThat(permissions(target)).isEqualTo("rwxr-xr-x");
		assertThat(target).isEmptyDirectory();
	}

	private void assertLinkIsRefused() {
		assertUnusable(this.path, "is a symbolic link and is not followed",
				"remove it, or set 'port-resolver.registry.directory' to its target");
	}

	@Test
	void openWhenSomebodyElseOwnsItFails() throws Exception {
		Privileged.assumeRoot();
		createDirectory(this.path, "rwxrwxrwx");
		Privileged.giveToNobody(this.path);
		assertUnusable(this.path, "belongs to another user (nobody)", USE_ANOTHER);
		assertThat(permissions(this.path)).isEqualTo("rwxrwxrwx");
		assertThat(this.path).isEmptyDirectory();
	}

	@Test
	void openAsNobodyWorksInADirectoryOfItsOwnOnly() throws Exception {
		Privileged.assumeRoot();
		assertThat(openAsNobody(this.path)).isEqualTo(
				"Registry directory '" + this.path + "' cannot be created or read (permission denied); " + USE_ANOTHER);
		Path own = Files.createDirectory(this.temp.resolve("own"));
		Privileged.giveToNobody(own);
		assertThat(openAsNobody(own.resolve("registry"))).isEqualTo(own.resolve("registry").toRealPath().toString());
		assertThat(permissions(own.resolve("registry"))).isEqualTo("rwx------");
	}

	@Test
	void openWhenFileSystemIsReadOnlyFails() throws Exception {
		Path point = this.temp.toRealPath().resolve("disk");
		try (Privileged.Mount disk = Privileged.assumeMount(point, "size=64k")) {
			RegistryDirectory.open(point.resolve("registry"));
			disk.remountReadOnly();
			assertUnusable(point.resolve("registry"), "is not writable", USE_ANOTHER);
		}
	}

	@Test
	void readIsBoundedAndReplacesWhatIsMalformed() throws Exception {
		RegistryDirectory directory = RegistryDirectory.open(this.path);
		assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> directory.read("file"));
		String longest = "x".repeat(RegistryDirectory.SIZE_LIMIT);
		directory.replace("file", longest);
		assertThat(directory.read("file")).isEqualTo(longest);
		directory.replace("file", longest + "x");
		assertThatExceptionOfType(FileSystemException.class).isThrownBy(() -> directory.read("file"))
			.withMessageEndingWith("larger than 65536 bytes");
		Files.write(this.path.resolve("file"), new byte[] { 'a', (byte) 0xff, 'b' });
		assertThat(directory.read("file")).isEqualTo("a\ufffdb");
	}

	@Test
	void readOpensNothingButRegularFiles() throws Exception {
		RegistryDirectory directory = RegistryDirectory.open(this.path);
		Path outside = Files.writeString(this.temp.resolve("outside"), "outside");
		Files.createSymbolicLink(this.path.resolve("link"), outside);
		Files.createDirectory(this.path.resolve("directory"));
		assertThat(Program.run("mkfifo", this.path.resolve("fifo").toString()).exit()).isZero();
		for (String name : List.of("link", "directory", "fifo")) {
			assertThatExceptionOfType(FileSystemException.class).isThrownBy(() -> directory.read(name))
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
		assertThat(directory.read("file")).isEqualTo("inside");
		assertThat(Files.isSymbolicLink(this.path.resolve("file"))).isFalse();
		Files.createDirectories(this.path.resolve("directory").resolve("below"));
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> directory.replace("directory", "inside"));
		assertThat(this.path.toFile().list()).containsExactlyInAnyOrder("file", "directory");
	}

	private static void createDirectory(Path path, String permissions) throws IOException {
		Files.createDirectory(path);
		Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
	}

	@Test
	void locationIsInTheRuntimeDirectoryWhetherTheVariableIsSetOrNot() throws Exception {
		assertThat(Files.getAttribute(this.temp, "unix:uid")).isEqualTo(RegistryDirectory.userId());
		Path runtime = Files.createDirectories(this.temp.resolve("run/user/" + RegistryDirectory.userId()));
		assertThat(location(null)).isEqualTo(runtime.resolve("port-resolver"));
		assertThat(location(runtime.toString())).isEqualTo(runtime.resolve("port-resolver"));
	}

	@Test
	void locationIsInTheSystemsTemporaryDirectoryOtherwise() throws Exception {
		for (String value : new String[] { null, "", " ", "target", this.temp.resolve("none").toString(),
				"a\u0000b" }) {
			assertThat(location(value)).isEqualTo(this.temp.resolve("tmp/port-resolver-" + RegistryDirectory.userId()));
		}
		assertThat(RegistryDirectory.onUnix(null, this.temp, -2))
			.isEqualTo(this.temp.resolve("tmp/port-resolver-4294967294"));
	}

	@Test
	void locationWhenRuntimeDirectoryIsThatOfAnotherUserIgnoresIt() throws Exception {
		Privileged.assumeRoot();
		Path usual = Files.createDirectories(this.temp.resolve("run/user/" + RegistryDirectory.userId()));
		Privileged.giveToNobody(usual);
		assertThat(location(usual.toString()))
			.isEqualTo(this.temp.resolve("tmp/port-resolver-" + RegistryDirectory.userId()));
	}

	@Test
	void locationIsInLocalAppDataOnWindows() {
		assertThat(RegistryDirectory.onWindows(this.temp.toString())).isEqualTo(this.temp.resolve("port-resolver"));
	}

	@Test
	void locationIsTheSameWhateverTheJvmIsTold() throws Exception {
		assertThat(ForkedJvm.of(Printing.class)
			.withoutLibraries()
			.options("-Duser.name=x", "-Djava.io.tmpdir=" + this.temp)
			.run()).containsExactly(RegistryDirectory.location().toString());
	}

	@Test
	void locationIsThatOfTheUserWhomTheProcessRunsAs() throws Exception {
		assertThat(ForkedJvm.of(Printing.class).asUser(Privileged.NOBODY).run())
			.containsExactly("/tmp/port-resolver-65534");
	}

	@Test
	@EnabledIfSystemProperty(named = "basedir", matches = ".+")
	void locationIsWithinTheBuildWhenMavenRunsTests() throws Exception {
		assertThat(RegistryDirectory.location())
			.isEqualTo(Path.of(System.getProperty("basedir"), "target", "port-resolver"));
	}

	private String openAsNobody(Path directory) throws Exception {
		Privileged.allowToRead(this.temp);
		return ForkedJvm.of(Printing.class).asUser(Privileged.NOBODY).run(directory).get(0);
	}

	private Path location(String runtimeDirectory) throws IOException {
		return RegistryDirectory.onUnix(runtimeDirectory, this.temp, RegistryDirectory.userId());
	}

	private static void assertUnusable(Path path, String problem, String action) {
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> RegistryDirectory.open(path))
			.withMessage("Registry directory '" + path + "' " + problem + "; " + action);
	}

	private static String permissions(Path path) throws IOException {
		return PosixFilePermissions.toString(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
	}

	/**
	 * Prints the registry that it opened, or the location of the JVM it runs in.
	 */
	public static final class Printing {

		private Printing() {
		}

		public static void main(String[] arguments) {
			try {
				System.out.println((arguments.length == 0) ? RegistryDirectory.location()
						: RegistryDirectory.open(Path.of(arguments[0])).path());
			}
			catch (IOException ex) {
				System.out.println(ex.getMessage());
			}
		}

	}

}
