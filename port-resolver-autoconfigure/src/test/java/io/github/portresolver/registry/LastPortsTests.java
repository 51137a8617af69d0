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
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LastPorts}.
 */
class LastPortsTests {

	private static final ApplicationIdentity ORDERS = application("orders", "/work");

	private RegistryDirectory directory;

	private LastPorts lastPorts;

	@BeforeEach
	void open(@TempDir Path temp) throws Exception {
		this.directory = RegistryDirectory.open(temp.resolve("registry"));
		this.lastPorts = new LastPorts(this.directory);
	}

	@Test
	void findReturnsTheLastPortOfEachRequest() throws Exception {
		this.lastPorts.remember(ORDERS, "a\n80 server", 50000);
		assertThat(this.lastPorts.find(ORDERS, "server")).isEmpty();
		this.lastPorts.remember(ORDERS, "server", 50001);
		this.lastPorts.remember(ORDERS, "management", 50002);
		this.lastPorts.remember(ORDERS, "server", 50003);
		FileTime past = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
		Path file = this.directory.resolve(file());
		Files.setLastModifiedTime(file, past);
		this.lastPorts.remember(ORDERS, "server", 50003);
		assertThat(Files.getLastModifiedTime(file)).as("when unchanged").isEqualTo(past);
		LastPorts others = new LastPorts(this.directory);
		assertThat(others.find(ORDERS, "server")).hasValue(50003);
		assertThat(others.find(ORDERS, "management")).hasValue(50002);
		assertThat(others.find(ORDERS, "a\n80 server")).hasValue(50000);
	}

	@Test
	void twoCheckoutsAndTwoApplicationsAreTold() throws Exception {
		List<ApplicationIdentity> applications = List.of(application("orders", "/work/a"),
				application("orders", "/work/b"), application("orders/work", "/a"));
		for (ApplicationIdentity application : applications) {
			this.lastPorts.remember(application, "server", 50000 + applications.indexOf(application));
		}
		assertThat(applications).extracting((application) -> this.lastPorts.find(application, "server").getAsInt())
			.containsExactly(50000, 50001, 50002);
		assertThat(this.directory.names()).hasSize(3).allMatch((file) -> file.matches("[0-9a-f]{32}\\.ports"));
	}

	@Test
	void rememberKeepsTheLatestEntries() throws Exception {
		for (int i = 1; i <= 65; i++) {
			this.lastPorts.remember(ORDERS, "request" + i, i);
		}
		assertThat(this.lastPorts.find(ORDERS, "request1")).isEmpty();
		assertThat(this.lastPorts.find(ORDERS, "request2")).hasValue(2);
		assertThat(this.lastPorts.find(ORDERS, "request65")).hasValue(65);
	}

	@Test
	void findIgnoresRubbish() throws Exception {
		this.lastPorts.remember(ORDERS, "server", 50001);
		String file = file();
		for (String content : List.of("", "server", "0 server", "65536 server", "-1 server", "8080", "\u0000",
				"x".repeat(70_000))) {
			this.directory.replace(file, content + "\n");
			assertThat(this.lastPorts.find(ORDERS, "server")).isEmpty();
		}
		this.directory.replace(file, "65535 server\n");
		assertThat(this.lastPorts.find(ORDERS, "server")).hasValue(65535);
		this.lastPorts.remember(ORDERS, "server", 50002);
		assertThat(this.lastPorts.find(ORDERS, "server")).hasValue(50002);
	}

	@Test
	void directoryOfIsTheApplications() throws Exception {
		this.lastPorts.remember(ORDERS, "server", 50001);
		String file = file();
		assertThat(this.lastPorts.directoryOf(file)).isEqualTo(Path.of("/work"));
		this.directory.replace(file, "50001 server\n");
		assertThat(this.lastPorts.directoryOf(file)).isNull();
	}

	static ApplicationIdentity application(String name, String directory) {
		return new ApplicationIdentity(name, directory, "com.example.Application", "file:/app.jar");
	}

	private String file() {
		assertThat(this.directory.names()).hasSize(1);
		return this.directory.names()[0];
	}

}
