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

package io.github.portresolver.owner;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import io.github.portresolver.testsupport.Program;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import oshi.SystemInfo;
import oshi.software.os.InternetProtocolStats.TcpState;
import oshi.software.os.OperatingSystem;

/**
 * What it costs to find out who listens on a port, beside other ways to do so. The floor
 * is {@code ss}, which reads the same files and is no Java.
 */
@State(Scope.Benchmark)
public class OwnerBenchmark {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	@Param("0")
	private int processes;

	@Param("0")
	private int port;

	@Param("0")
	private long pid;

	private @Nullable OperatingSystem system;

	@Benchmark
	public void portResolver() {
		Owner owner = PortOwners.ofSystem().find(this.port, TIMEOUT).owner();
		check(owner != null && owner.pid() != null && owner.pid() == this.pid && owner.name() != null, owner);
	}

	@Benchmark
	public void ss() throws IOException, InterruptedException {
		Program program = Program.run("ss", "-ltnp");
		check(program.output()
			.lines()
			.anyMatch((line) -> line.contains(":" + this.port + " ") && line.contains("pid=" + this.pid + ",")),
				program);
	}

	@Benchmark
	public void lsof() throws IOException, InterruptedException {
		Program program = Program.run("lsof", "-nP", "-iTCP:" + this.port, "-sTCP:LISTEN");
		check(program.output().contains(" " + this.pid + " "), program);
	}

	@Benchmark
	public void oshi() {
		if (this.system == null) {
			this.system = new SystemInfo().getOperatingSystem();
		}
		List<Integer> pids = this.system.getInternetProtocolStats()
			.getConnections()
			.stream()
			.filter((connection) -> connection.getLocalPort() == this.port && connection.getState() == TcpState.LISTEN)
			.map((connection) -> connection.getowningProcessId())
			.toList();
		check(pids.equals(List.of((int) this.pid)), pids);
	}

	private void check(boolean expected, @Nullable Object answer) {
		if (!expected) {
			throw new IllegalStateException("Not process " + this.pid + " on port " + this.port + ": " + answer);
		}
	}

}
