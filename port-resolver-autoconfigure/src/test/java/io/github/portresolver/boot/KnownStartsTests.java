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

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;

import io.github.portresolver.Fallback;
import io.github.portresolver.publish.PortLog;
import io.github.portresolver.registry.ApplicationIdentity;
import io.github.portresolver.registry.ApplicationRecord;
import io.github.portresolver.registry.Registry;
import io.github.portresolver.resolve.PortRequest;
import io.github.portresolver.testsupport.RecordingLog;
import io.github.portresolver.testsupport.Requests;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link KnownStarts}.
 */
class KnownStartsTests {

	private static final ApplicationIdentity ORDERS = identity("orders");

	private static final PortRequest REQUEST = Requests.server(8080, Fallback.NONE);

	@TempDir
	Path temp;

	private final RecordingLog log = new RecordingLog();

	private Registry registry;

	@BeforeEach
	void create() {
		this.registry = Registry.open(this.log, ORDERS, this.temp.resolve("registry"));
	}

	@Test
	void retryForWhenNothingIsAskedForIsZero() throws Exception {
		this.registry.records().write(record("orders", 8080));
		assertThat(starts().retryFor(REQUEST)).isZero();
		assertThat(this.log.lines()).isEmpty();
	}

	@Test
	void retryForWhenWaitIsConfiguredIsThatAndSaysSo() {
		assertThat(starts("port-resolver.wait", "3s").retryFor(REQUEST)).isEqualTo(Duration.ofSeconds(3));
		assertThat(this.log.lines())
			.containsExactly("INFO Port 8080 is in use: waiting up to 3s for it (port-resolver.wait)");
	}

	@Test
	void retryForWhenInstanceIsStoppingIsTenSecondsAndSaysSo() throws Exception {
		this.registry.records().write(record("orders", 8080).asStopping());
		assertThat(starts("port-resolver.wait", "3s").retryFor(REQUEST)).isEqualTo(Duration.ofSeconds(10));
		assertThat(this.log.lines()).containsExactly("INFO Port 8080 is in use by PID " + ProcessHandle.current().pid()
				+ ", an instance of this application that is stopping: waiting up to 10s for it");
	}

	@Test
	void retryForWhenLongerWaitIsConfiguredIsThat() throws Exception {
		this.registry.records().write(record("orders", 8080).asStopping());
		assertThat(starts("port-resolver.wait", "11s").retryFor(REQUEST)).isEqualTo(Duration.ofSeconds(11));
		assertThat(this.log.lines()).singleElement().asString().contains("waiting up to 11s");
	}

	@Test
	void retryForWhenAnotherApplicationOrPortIsStoppingIsZero() throws Exception {
		this.registry.records().write(record("billing", 8080).asStopping());
		Registry.open(this.log, ORDERS, this.temp.resolve("registry"))
			.records()
			.write(record("orders", 8081).asStopping());
		assertThat(starts().retryFor(REQUEST)).isZero();
	}

	@Test
	void lastPortIsThatOfTheRegistryUnlessStickyIsOff() {
		this.registry.rememberPort("server", 40001);
		assertThat(starts().lastPort(REQUEST)).isEqualTo(OptionalInt.of(40001));
		assertThat(starts("port-resolver.sticky", "false").lastPort(REQUEST)).isEmpty();
	}

	@Test
	void portBeforeRestartWhenItIsNoRestartIsEmpty() {
		assertThat(starts().portBeforeRestart(REQUEST)).isEmpty();
	}

	private KnownStarts starts(String... properties) {
		return new KnownStarts(PropertyReaderTests.read(properties), this.registry, new PortLog(this.log));
	}

	private static ApplicationRecord record(String name, int port) {
		return ApplicationRecord.of(identity(name), Map.of("server", port), Map.of());
	}

	private static ApplicationIdentity identity(String name) {
		return new ApplicationIdentity(name, "/work/orders", "com.example.Application", "file:/app.jar");
	}

}
