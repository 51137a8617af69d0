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

import io.github.portresolver.testsupport.Privileged;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RegistryLocation}.
 */
class RegistryLocationTests {

	@TempDir
	Path temp;

	private final Map<String, String> environment = new HashMap<>();

	private final Map<String, String> systemProperties = new HashMap<>();

	@BeforeEach
	void setUp() {
		this.systemProperties.put("os.name", "Linux");
		this.systemProperties.put("user.name", "alice");
		this.systemProperties.put("java.io.tmpdir", "/some/tmp");
	}

	@Test
	void isInTheRuntimeDirectory() {
		this.environment.put("XDG_RUNTIME_DIR", this.temp.toString());
		assertThat(location()).isEqualTo(this.temp.resolve("port-resolver"));
	}

	@Test
	void isInTheTemporaryDirectoryOtherwise() {
		assertThat(location()).isEqualTo(Path.of("/some/tmp/port-resolver-alice"));
	}

	@Test
	void runtimeDirectoryThatIsRelativeEmptyOrMissingIsIgnored() {
		for (String value : new String[] { "", " ", "target", this.temp.resolve("none").toString(), "a\u0000b" }) {
			this.environment.put("XDG_RUNTIME_DIR", value);
			assertThat(location()).isEqualTo(Path.of("/some/tmp/port-resolver-alice"));
		}
	}

	@Test
	void runtimeDirectoryOfAnotherUserIsIgnored() throws Exception {
		Privileged.assumeRoot();
		Path foreign = Files.createDirectory(this.temp.resolve("foreign"));
		Privileged.giveToNobody(foreign);
		this.environment.put("XDG_RUNTIME_DIR", foreign.toString());
		assertThat(location()).isEqualTo(Path.of("/some/tmp/port-resolver-alice"));
	}

	@Test
	void isInLocalAppDataOnWindows() {
		this.systemProperties.put("os.name", "Windows 11");
		this.environment.put("XDG_RUNTIME_DIR", this.temp.toString());
		assertThat(location()).isEqualTo(Path.of("/some/tmp/port-resolver-alice"));
		this.environment.put("LOCALAPPDATA", this.temp.toString());
		assertThat(location()).isEqualTo(this.temp.resolve("port-resolver"));
	}

	@Test
	void userNameCannotLeaveTheTemporaryDirectory() {
		this.systemProperties.put("user.name", "../../DOMAIN\\al ice");
		assertThat(location()).isEqualTo(Path.of("/some/tmp/port-resolver-.._.._DOMAIN_al_ice"));
		this.systemProperties.put("user.name", "?");
		assertThat(location()).isEqualTo(Path.of("/some/tmp/port-resolver-_"));
		this.systemProperties.remove("user.name");
		assertThat(location()).isEqualTo(Path.of("/some/tmp/port-resolver-unknown"));
	}

	@Test
	@EnabledIfSystemProperty(named = "basedir", matches = ".+")
	void isWithinTheBuildWhenMavenRunsTests() {
		assertThat(RegistryDirectory.defaultPath(System::getenv, System::getProperty))
			.isEqualTo(Path.of(System.getProperty("basedir"), "target", "port-resolver"));
	}

	private Path location() {
		return RegistryDirectory.defaultPath(this.environment::get, this.systemProperties::get);
	}

}
