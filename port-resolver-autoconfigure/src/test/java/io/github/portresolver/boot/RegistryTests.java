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

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

import io.github.portresolver.lease.LeaseOutcome;
import io.github.portresolver.lease.PortLeases;
import io.github.portresolver.lease.ProcessStamp;
import io.github.portresolver.publish.ApplicationIdentity;
import io.github.portresolver.publish.ApplicationRecord;
import io.github.portresolver.publish.RecordingLog;
import io.github.portresolver.resolve.Fallback;
import io.github.portresolver.resolve.Hold;
import io.github.portresolver.resolve.PortRequest;
import io.github.portresolver.resolve.PortSource;
import io.github.portresolver.resolve.ResolvedPort;
import io.github.portresolver.resolve.ResolvedPorts;
import io.github.portresolver.resolve.UrlTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Registry}.
 */
class RegistryTests {

	private static final ApplicationIdentity ORDERS = new ApplicationIdentity("orders", "/work/orders");

	@TempDir
	Path temp;

	private final RecordingLog log = new RecordingLog();

	private final RegistryProperties properties = new PortResolverProperties().getRegistry();

	@Test
	void openWhenConfiguredDirectoryIsUnusableWarnsOnceAndHasNone() throws Exception {
		Path file = Files.writeString(this.temp.resolve("file"), "no directory");
		this.properties.setDirectory(file);
		assertUnusable(open(this.temp.resolve("default")));
		assertThat(this.log.lines()).containsExactly("WARN There is no registry: Registry directory '" + file
				+ "' is not a directory; remove it, or set 'port-resolver.registry.directory' to a directory of your own");
		assertThat(this.temp.resolve("default")).doesNotExist();
	}

	@Test
	void openWhenDefaultDirectoryIsUnusableIsSilentButForDebug() throws Exception {
		assertUnusable(open(Files.writeString(this.temp.resolve("file"), "no directory")));
		assertThat(this.log.lines()).singleElement().asString().startsWith("DEBUG There is no registry: ");
	}

	@Test
	void openWhenDisabledTouchesNothing() {
		this.properties.setEnabled(false);
		this.properties.setDirectory(this.temp.resolve("registry"));
		assertUnusable(open(this.temp.resolve("default")));
		assertThat(this.log.lines()).isEmpty();
		assertThat(this.temp).isEmptyDirectory();
	}

	@Test
	void openWhenNothingIsConfiguredCreatesDefaultDirectory() {
		Registry registry = open(this.temp.resolve("default"));
		assertThat(registry.records()).isNotNull();
		assertThat(this.temp.resolve("default")).isDirectory();
		assertThat(this.log.lines()).isEmpty();
	}

	@Test
	void leasesTellTroubleOnce() throws Exception {
		this.properties.setDirectory(this.temp.resolve("registry"));
		PortLeases leases = open(this.temp).leases();
		Files.createDirectories(this.temp.resolve("registry/1.lock"));
		assertThat(leases.tryAcquire(1)).isInstanceOf(LeaseOutcome.Unavailable.class);
		assertThat(leases.tryAcquire(1)).isInstanceOf(LeaseOutcome.Unavailable.class);
		assertThat(this.log.lines()).hasSize(2)
			.first()
			.asString()
			.startsWith("WARN Port 1 cannot be leased with '" + this.temp.resolve("registry/1.lock").toRealPath());
		assertThat(this.log.lines().get(1)).startsWith("DEBUG Port 1 cannot be leased");
	}

	@Test
	void lastPortIsTheRandomOneThatWasRemembered() {
		Registry registry = open(this.temp.resolve("default"));
		registry.rememberRandomPorts(ports(port("server", 8081, PortSource.ADJACENT),
				port("debug", 40001, PortSource.RANDOM), port("jmx", 40002, PortSource.STICKY)));
		assertThat(registry.lastPort("server")).isEmpty();
		assertThat(registry.lastPort("jmx")).isEmpty();
		assertThat(registry.lastPort("debug")).isEqualTo(OptionalInt.of(40001));
		assertThat(open(this.temp.resolve("default")).lastPort("debug")).isEqualTo(OptionalInt.of(40001));
		ApplicationIdentity checkout = new ApplicationIdentity("orders", "/work/orders-2");
		assertThat(Registry.open(this.log, checkout, this.properties, this.temp.resolve("default")).lastPort("debug"))
			.isEmpty();
	}

	@Test
	void rememberRandomPortsWhenRegistryVanishedWarnsOnce() throws Exception {
		this.properties.setDirectory(this.temp.resolve("registry"));
		Registry registry = open(this.temp);
		Files.delete(this.temp.resolve("registry"));
		registry.rememberRandomPorts(
				ports(port("server", 40001, PortSource.RANDOM), port("debug", 40002, PortSource.RANDOM)));
		assertThat(this.log.lines()).hasSize(2);
		assertThat(this.log.lines().get(0)).startsWith("WARN The port of 'server' cannot be remembered: ");
		assertThat(this.log.lines().get(1)).startsWith("DEBUG The port of 'debug' cannot be remembered: ");
	}

	@Test
	void otherInstanceIsTheOneOfSameNameAndDirectoryThatHasThePort() throws Exception {
		Registry registry = open(this.temp.resolve("default"));
		ApplicationRecord record = record("orders", "/work/orders", 8080);
		write(record);
		write(record("orders", "/work/orders-2", 8082));
		write(record("billing", "/work/orders", 8083));
		assertThat(registry.otherInstance(8080)).isEqualTo(record);
		assertThat(registry.otherInstance(8081)).isNull();
		assertThat(registry.otherInstance(8082)).isNull();
		assertThat(registry.otherInstance(8083)).isNull();
	}

	private void write(ApplicationRecord record) throws Exception {
		open(this.temp.resolve("default")).records().write(record);
	}

	private Registry open(Path defaultPath) {
		return Registry.open(this.log, ORDERS, this.properties, defaultPath);
	}

	private static void assertUnusable(Registry registry) {
		assertThat(registry.records()).isNull();
		assertThat(registry.leases()).isNull();
		assertThat(registry.lastPort("server")).isEmpty();
		assertThat(registry.otherInstance(8080)).isNull();
		registry.rememberRandomPorts(ports(port("server", 40000, PortSource.RANDOM)));
	}

	private static ResolvedPorts ports(ResolvedPort... ports) {
		return new ResolvedPorts(List.of(ports), null);
	}

	private static ResolvedPort port(String name, int port, PortSource source) {
		PortRequest request = new PortRequest(name, name + ".port", null, 0, null, 0, Fallback.NONE, Hold.GUARD, null,
				new UrlTemplate("http", "/"));
		return new ResolvedPort(request, port, source, Hold.GUARD, Duration.ZERO, List.of(), List.of());
	}

	private static ApplicationRecord record(String name, String directory, int port) {
		ProcessStamp process = ProcessStamp.current();
		return new ApplicationRecord(name, process.pid(), process.start(), directory,
				Instant.parse("2026-11-21T09:12:00Z"), Map.of("server", port), Map.of(), false);
	}

}
