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

package io.github.portresolver.lease;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.github.portresolver.lease.Leases.Lease;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a lease costs beside the plain file lock within it, while others are held.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class LeaseBenchmark {

	private static final int PORT = 1;

	/**
	 * How many other leases this JVM holds.
	 */
	@Param({ "0", "10", "100", "1000" })
	private int held;

	private final List<Lease> leases = new ArrayList<>();

	private Path path;

	private Leases ports;

	@Setup(Level.Trial)
	public void acquireOthers() throws Exception {
		this.path = Files.createTempDirectory("lease-benchmark");
		this.ports = new Leases(this.path, System.out::println);
		for (int port = PORT + 1; port <= PORT + this.held; port++) {
			this.leases.add(this.ports.tryAcquire(null, port));
		}
	}

	@TearDown(Level.Trial)
	public void releaseOthers() throws IOException {
		this.leases.forEach(Lease::close);
		try (Stream<Path> files = Files.walk(this.path)) {
			for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
				Files.delete(file);
			}
		}
	}

	@Benchmark
	public void lease() {
		this.ports.tryAcquire(null, PORT).close();
	}

	@Benchmark
	public void plainLock() throws IOException {
		try (FileChannel channel = FileChannel.open(this.path.resolve("plain.lock"), StandardOpenOption.READ,
				StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
			channel.tryLock().release();
		}
	}

}
