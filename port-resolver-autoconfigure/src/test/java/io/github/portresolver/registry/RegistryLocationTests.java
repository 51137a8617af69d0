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

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import io.github.portresolver.testsupport.ForkedJvm;
import io.github.portresolver.testsupport.Privileged;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RegistryLocation}.
 */
@DisabledOnOs(OS.WINDOWS)
class RegistryLocationTests {

	@TempDir
	Path temp;

	private final Map<String, String> environment = new HashMap<>();

	private RegistryLocation location;

	private int userId;

	@BeforeEach
	void setUp() throws Exception {
		this.location = new RegistryLocation(this.environment::get, this.temp);
		this.userId = RegistryLocation.userId();
	}

	@Test
	void isInTheRuntimeDirectoryWhetherTheVariableIsSetOrNot() throws Exception {
		assertThat(Files.getAttribute(this.temp, "unix:uid")).isEqualTo(this.userId);
		Path runtime = Files.createDirectories(this.temp.resolve("run/user/" + this.userId));
		assertThat(this.location.onUnix(this.userId)).isEqualTo(runtime.resolve("port-resolver"));
		this.environment.put("XDG_RUNTIME_DIR", runtime.toString());
		assertThat(this.location.onUnix(this.userId)).isEqualTo(runtime.resolve("port-resolver"));
	}

	@Test
	void isInTheSystemsTemporaryDirectoryOtherwise() throws Exception {
		assertIsInTemporaryDirectory();
		for (String value : new String[] { "", " ", "target", this.temp.resolve("none").toString(), "a\u0000b" }) {
			this.environment.put("XDG_RUNTIME_DIR", value);
			assertIsInTemporaryDirectory();
		}
		assertThat(this.location.onUnix(-2)).isEqualTo(this.temp.resolve("tmp/port-resolver-4294967294"));
	}

	@Test
	void runtimeDirectoryOfAnotherUserIsIgnored() throws Exception {
		Privileged.assumeRoot();
		Path usual = Files.createDirectories(this.temp.resolve("run/user/" + this.userId));
		Privileged.giveToNobody(usual);
		this.environment.put("XDG_RUNTIME_DIR", usual.toString());
		assertIsInTemporaryDirectory();
	}

	@Test
	void isInLocalAppDataOnWindows() {
		this.environment.put("LOCALAPPDATA", this.temp.toString());
		assertThat(this.location.onWindows()).isEqualTo(this.temp.resolve("port-resolver"));
	}

	@Test
	void isTheSameWhateverTheJvmIsTold() throws Exception {
		assertThat(ForkedJvm.of(Printing.class)
			.withoutLibraries()
			.options("-Duser.name=x", "-Djava.io.tmpdir=" + this.temp)
			.run()).containsExactly(RegistryLocation.ofSystem().toString());
	}

	@Test
	void isThatOfTheUserWhomTheProcessRunsAs() throws Exception {
		assertThat(ForkedJvm.of(Printing.class).asUser(Privileged.NOBODY).run())
			.containsExactly("/tmp/port-resolver-65534");
	}

	@Test
	@EnabledIfSystemProperty(named = "basedir", matches = ".+")
	void isWithinTheBuildWhenMavenRunsTests() throws Exception {
		assertThat(RegistryLocation.ofSystem())
			.isEqualTo(Path.of(System.getProperty("basedir"), "target", "port-resolver"));
	}

	private void assertIsInTemporaryDirectory() {
		assertThat(this.location.onUnix(this.userId)).isEqualTo(this.temp.resolve("tmp/port-resolver-" + this.userId));
	}

	/**
	 * Prints the location of the JVM it runs in.
	 */
	public static final class Printing {

		private Printing() {
		}

		public static void main(String[] arguments) throws Exception {
			System.out.println(RegistryLocation.ofSystem());
		}

	}

}
