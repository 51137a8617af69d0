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

package io.github.portresolver.actuate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import io.github.portresolver.discovery.RunningApplications;
import io.github.portresolver.handoff.HeldPorts;
import io.github.portresolver.owner.PortOwners;
import io.github.portresolver.registry.Registry;
import io.github.portresolver.testsupport.ForkedJvm;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.impl.NoOpLog;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.util.FileSystemUtils;

/**
 * What reading the registry costs, of applications that run in another process. The floor
 * is to list its directory and to read all files.
 */
@State(Scope.Benchmark)
public class RegistryBenchmark {

	private static final Log LOG = new NoOpLog();

	private final StandardEnvironment environment = new StandardEnvironment();

	@Param({ "1", "100", "500" })
	private int applications;

	private Path directory;

	private ForkedJvm others;

	private PortsEndpoint endpoint;

	@Setup
	public void start() throws Exception {
		this.directory = Files.createTempDirectory("registry-benchmark");
		this.others = ForkedJvm.of(Applications.class).start(this.directory, this.applications);
		this.others.awaitLine("registered");
		Registry registry = registry(this.directory, 0);
		this.endpoint = new PortsEndpoint(HeldPorts.none(), null, registry, PortOwners.ofSystem(),
				Duration.ofSeconds(1), List.of(), Show.ALWAYS);
		new RunningApplications(LOG, () -> registry).publish(this.environment);
	}

	@TearDown
	public void end() throws IOException {
		this.others.close();
		FileSystemUtils.deleteRecursively(this.directory);
	}

	@Benchmark
	public int floor() throws IOException {
		int size = 0;
		try (Stream<Path> files = Files.list(this.directory)) {
			for (Path file : files.toList()) {
				size += Files.readAllBytes(file).length;
			}
		}
		return size;
	}

	@Benchmark
	public void endpoint() {
		check(Objects.requireNonNull(this.endpoint.ports().applications()).size() == this.applications);
	}

	@Benchmark
	public void discovery() {
		check("1".equals(this.environment.getProperty("port-resolver.applications.app-1.port")));
	}

	private static void check(boolean expected) {
		if (!expected) {
			throw new IllegalStateException("The registry was read wrongly");
		}
	}

	private static Registry registry(Path directory, int number) {
		return Registry.open(LOG, "app-" + number, RegistryBenchmark.class, true, directory);
	}

	/**
	 * Registers applications until its standard input ends.
	 */
	public static final class Applications {

		private Applications() {
		}

		public static void main(String[] args) throws IOException {
			for (int number = 1; number <= Integer.parseInt(args[1]); number++) {
				Registry registry = registry(Path.of(args[0]), number);
				registry.register(registry.record(Map.of("server", number),
						Map.of("server", "http://localhost:" + number + "/")));
			}
			System.out.println("registered");
			while (System.in.read() != -1) {
				// Wait
			}
		}

	}

}
