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
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

import io.github.portresolver.lease.Leases.Lease;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import org.springframework.util.FileSystemUtils;

/**
 * What a lease costs, while this JVM holds others. The floor is a bare lock of one file.
 */
@State(Scope.Benchmark)
public class LeaseBenchmark {

	private static final int PORT = 1;

	@Param({ "0", "1000" })
	private int held;

	private final List<Lease> others = new ArrayList<>();

	private Path directory;

	private Leases leases;

	@Setup
	public void acquireOthers() throws IOException {
		this.directory = Files.createTempDirectory("lease-benchmark");
		this.leases = new Leases(this.directory, System.err::println);
		for (int port = PORT + 1; port <= PORT + this.held; port++) {
			this.others.add(acquire(port));
		}
	}

	@TearDown
	public void releaseOthers() throws IOException {
		this.others.forEach(Lease::close);
		FileSystemUtils.deleteRecursively(this.directory);
	}

	@Benchmark
	public void floor() throws IOException {
		try (FileChannel channel = FileChannel.open(this.directory.resolve("floor"), StandardOpenOption.READ,
				StandardOpenOption.WRITE, StandardOpenOption.CREATE, LinkOption.NOFOLLOW_LINKS)) {
			channel.tryLock().release();
		}
	}

	@Benchmark
	public void lease() {
		acquire(PORT).close();
	}

	@Benchmark
	public void leaseThatNamesItsHolder() {
		Lease lease = acquire(PORT);
		lease.confirm();
		lease.close();
	}

	private Lease acquire(int port) {
		Lease lease = this.leases.tryAcquire(null, port);
		if (!lease.isHeld()) {
			throw new IllegalStateException("Port " + port + " is leased");
		}
		return lease;
	}

}
