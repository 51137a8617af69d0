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

package io.github.portresolver.boot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.github.portresolver.testsupport.Apps;
import io.github.portresolver.testsupport.Ports;
import io.github.portresolver.testsupport.Privileged;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a registry in a bad state: whatever it is, the application starts and serves,
 * says once what is wrong and touches nothing outside of it.
 */
@ExtendWith(OutputCaptureExtension.class)
@DisabledOnOs(OS.WINDOWS)
@Timeout(120)
class RegistryUnusableTests {

	@TempDir
	Path temp;

	private final int debug = Ports.free();

	private Path registry;

	private Path outside;

	@BeforeEach
	void create() throws Exception {
		this.registry = this.temp.resolve("registry");
		this.outside = Files.createDirectory(this.temp.resolve("outside"));
		Files.setPosixFilePermissions(this.outside, PosixFilePermissions.fromString("rwxr-xr-x"));
		Files.writeString(this.outside.resolve("file"), "outside");
	}

	@Test
	void symlinkedIsSaidOnceAndNotFollowed(CapturedOutput output) throws Exception {
		Files.createSymbolicLink(this.registry, this.outside);
		assertServesWithWarning(this.registry, output,
				"The port-resolver registry is not available: Registry directory '" + this.registry
						+ "' is a symbolic link and is not followed");
	}

	@Test
	void fullIsSaidOnce(CapturedOutput output) throws Exception {
		try (Privileged.Mount disk = Privileged.assumeMount(this.temp.resolve("disk"), "size=64k,mode=700")) {
			disk.fill();
			assertServesWithWarning(disk.point(), output, "No space left on device");
			assertThat(Files.isRegularFile(disk.point().resolve(this.debug + ".lock"))).isTrue();
		}
	}

	@Test
	void fullOfFilesIsSaidOnce(CapturedOutput output) throws Exception {
		try (Privileged.Mount disk = Privileged.assumeMount(this.temp.resolve("disk"),
				"size=64k,nr_inodes=2,mode=700")) {
			Files.createFile(disk.point().resolve("rubbish"));
			assertServesWithWarning(disk.point(), output, "Lock file '", ".lock' cannot be used (",
					"No space left on device");
		}
	}

	@Test
	void corruptIsSaidOnceAndLeftAlone(CapturedOutput output) throws Exception {
		Path link = this.outside.resolve("file");
		Files.createDirectory(this.registry,
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
		Files.createSymbolicLink(this.registry.resolve(this.debug + ".lock"), link);
		Files.createSymbolicLink(this.registry.resolve(record(1)), link);
		Files.createSymbolicLink(this.registry.resolve("1.app.json.1.tmp"), link);
		Files.write(this.registry.resolve(record(3)), new byte[] { 0, -1, '{', '"', 27 });
		Files.createDirectories(this.registry.resolve(record(2)).resolve("below"));
		assertServesWithWarning(this.registry, output, "Lock file '", ".lock' cannot be used (",
				"it is a symbolic link");
	}

	@Test
	void corruptMemoryIsSaidOnce(CapturedOutput output) throws Exception {
		int first = run(this.registry);
		String[] memory = this.registry.toFile().list((directory, name) -> name.endsWith(".ports"));
		assertThat(memory).hasSize(1);
		Files.delete(this.registry.resolve(memory[0]));
		Files.createDirectories(this.registry.resolve(memory[0]).resolve("below"));
		assertThat(run(this.registry)).isNotEqualTo(first);
		assertThat(Apps.warnings(output)).singleElement()
			.asString()
			.contains("The last port of 'server' could not be saved: ");
	}

	@Test
	void hugeIsUsedAndNothingIsSaid(CapturedOutput output) throws Exception {
		int first = run(this.registry);
		for (int i = 0; i < 3000; i++) {
			Files.writeString(this.registry.resolve("%016x.app.json".formatted(i)), "{");
		}
		Files.write(this.registry.resolve(record(1)), new byte[8 * 1024 * 1024]);
		assertThat(run(this.registry)).isEqualTo(first);
		assertServes(this.registry, output);
		assertThat(Apps.warnings(output)).isEmpty();
	}

	private static String record(long pid) {
		return "0123456789abcde%x.app.json".formatted(pid);
	}

	private void assertServes(Path directory, CapturedOutput output) throws Exception {
		Map<String, String> before = state();
		try (ConfigurableApplicationContext context = start(directory)) {
			int port = Apps.localPort(context);
			assertThat(Apps.get(port, "/")).isEqualTo("200 hello");
			assertThat(Apps.get(port, "/actuator/ports")).startsWith("200 ");
			assertThat(context.getEnvironment().getProperty("port-resolver.resolved.debug.port", Integer.class))
				.isEqualTo(this.debug);
		}
		assertThat(state()).isEqualTo(before);
		assertThat(output).doesNotContain("\tat ");
	}

	private void assertServesWithWarning(Path directory, CapturedOutput output, String... warning) throws Exception {
		assertServes(directory, output);
		assertThat(Apps.warnings(output)).singleElement().asString().contains(warning);
	}

	private int run(Path directory) {
		try (ConfigurableApplicationContext context = start(directory)) {
			return Apps.localPort(context);
		}
	}

	private ConfigurableApplicationContext start(Path directory) {
		return Apps.run("--server.port=0", Apps.MOVES, "--port-resolver.ports.debug.property=app.debug.port",
				"--app.debug.port=" + this.debug, "--management.endpoints.web.exposure.include=ports",
				"--spring.application.name=orders", "--port-resolver.registry.directory=" + directory);
	}

	/**
	 * What is outside, with all that a change would change.
	 */
	private Map<String, String> state() throws IOException {
		try (Stream<Path> files = Files.walk(this.outside)) {
			Map<String, String> state = new TreeMap<>();
			files.forEach((file) -> state.put(file.toString(), attributes(file)));
			return state;
		}
	}

	private static String attributes(Path file) {
		try {
			return Files
				.readAttributes(file, "posix:permissions,owner,size,lastModifiedTime,fileKey",
						LinkOption.NOFOLLOW_LINKS)
				.toString();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
