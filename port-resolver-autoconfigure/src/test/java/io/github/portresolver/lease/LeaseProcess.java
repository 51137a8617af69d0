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

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.github.portresolver.lease.LeaseOutcome.Acquired;
import io.github.portresolver.lease.LeaseOutcome.Taken;
import io.github.portresolver.lease.LeaseOutcome.Unavailable;
import io.github.portresolver.registry.RegistryDirectory;
import io.github.portresolver.registry.RegistryUnavailableException;

/**
 * A forked JVM that asks for a lease, says what came of it and keeps what it got until
 * its input ends.
 */
public final class LeaseProcess implements AutoCloseable {

	private static final int TIMEOUT_SECONDS = 120;

	private final Process process;

	private final BufferedReader output;

	private LeaseProcess(Process process) {
		this.process = process;
		this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
	}

	/**
	 * Fork a JVM that asks for any of a range of ports.
	 */
	public static LeaseProcess fork(Path directory, Duration timeout, int first, int last) throws IOException {
		return fork(List.of(), classPath(), directory, timeout, first, last);
	}

	public static LeaseProcess fork(List<String> prefix, String classPath, Path directory, Duration timeout, int first,
			int last) throws IOException {
		List<String> command = new ArrayList<>(prefix);
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx32m", "-cp", classPath));
		command.addAll(List.of(LeaseProcess.class.getName(), directory.toString(), timeout.toString(),
				String.valueOf(first), String.valueOf(last)));
		return new LeaseProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
	}

	/**
	 * The two directories of classes that a lease needs, which start faster than the
	 * whole test class path.
	 */
	static String classPath() {
		return directoryOf(PortLeases.class) + File.pathSeparator + directoryOf(LeaseProcess.class);
	}

	static Path directoryOf(Class<?> type) {
		try {
			return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException(ex);
		}
	}

	public long pid() {
		return this.process.pid();
	}

	/**
	 * Wait for the line that says what came of it: {@code acquired <port>},
	 * {@code taken <port> <pid>} or {@code unavailable <reason>}.
	 */
	public String outcome() {
		return CompletableFuture.supplyAsync(this::readLine).orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
	}

	private String readLine() {
		try {
			return String.valueOf(this.output.readLine());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Let the process give its lease back and end.
	 */
	public void release() throws IOException, InterruptedException {
		this.process.getOutputStream().close();
		awaitEnd();
	}

	/**
	 * End the process as {@code kill -9} does.
	 */
	public void kill() throws InterruptedException {
		this.process.destroyForcibly();
		awaitEnd();
	}

	private void awaitEnd() throws InterruptedException {
		if (!this.process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
			throw new IllegalStateException("Process " + pid() + " does not end");
		}
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

	public static void main(String[] arguments) throws Exception {
		RegistryDirectory directory;
		try {
			directory = RegistryDirectory.open(Path.of(arguments[0]));
		}
		catch (RegistryUnavailableException ex) {
			System.out.println("unavailable " + ex.getMessage());
			return;
		}
		List<Integer> ports = IntStream.rangeClosed(Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]))
			.boxed()
			.toList();
		PortLeases leases = new PortLeases(directory, Arrays.toString(arguments));
		LeaseOutcome outcome = leases.acquireAny(ports, Duration.parse(arguments[1]));
		System.out.println(describe(outcome));
		if (outcome instanceof Acquired acquired) {
			System.in.read();
			acquired.lease().close();
		}
	}

	private static String describe(LeaseOutcome outcome) {
		if (outcome instanceof Acquired acquired) {
			return "acquired " + acquired.lease().port();
		}
		if (outcome instanceof Taken taken) {
			return "taken " + taken.port() + " " + ((taken.holder() != null) ? taken.holder().pid() : "unknown");
		}
		return "unavailable " + ((Unavailable) outcome).reason();
	}

}
