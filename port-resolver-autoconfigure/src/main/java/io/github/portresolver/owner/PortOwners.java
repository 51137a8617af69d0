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
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Finds out which processes listen on a port. Looking never fails: what cannot be found
 * out is {@link OwnerAnswer.Unknown unknown}.
 *
 * @since 0.1.0
 */
public final class PortOwners {

	private static final Duration LONGEST = Duration.ofDays(1);

	private final OwnerLookup lookup;

	PortOwners(OwnerLookup lookup) {
		this.lookup = lookup;
	}

	/**
	 * Return the owners as the operating system knows them.
	 * @return the owners
	 */
	public static PortOwners ofSystem() {
		return new PortOwners(lookup(System.getProperty("os.name", "").toLowerCase(Locale.ROOT)));
	}

	static OwnerLookup lookup(String system) {
		ProcessDetails details = ProcessDetails.ofSystem();
		if (system.startsWith("linux")) {
			return new ProcLookup(Path.of("/proc"), UserNames.ofSystem());
		}
		if (system.startsWith("windows")) {
			// By its full path: Windows looks for programs in the working directory, too
			String directory = System.getenv().getOrDefault("SystemRoot", "C:\\Windows");
			return new WindowsNetstatLookup(new Tool(directory + "\\System32\\netstat.exe"), details);
		}
		return new LsofLookup(new Tool("lsof"), new Tool("netstat"), details);
	}

	/**
	 * Find out who listens on a port.
	 * @param port the port, from 1 to 65535
	 * @param timeout the longest time to wait
	 * @return what it came to; unknown after the timeout or if this thread is interrupted
	 */
	public OwnerAnswer find(int port, Duration timeout) {
		CompletableFuture<OwnerAnswer> answer = findAsync(port, timeout);
		try {
			return answer.get();
		}
		catch (InterruptedException ex) {
			answer.cancel(false);
			Thread.currentThread().interrupt();
			return new OwnerAnswer.Unknown("interrupted");
		}
		catch (ExecutionException ex) {
			return failed(ex);
		}
	}

	/**
	 * Start to find out who listens on a port, on a thread of its own.
	 * @param port the port, from 1 to 65535
	 * @param timeout the longest time until the future is completed
	 * @return the future of what it comes to; it never completes exceptionally, and
	 * cancelling it ends the lookup
	 */
	public CompletableFuture<OwnerAnswer> findAsync(int port, Duration timeout) {
		if (port < 1 || port > 65535) {
			return CompletableFuture.completedFuture(new OwnerAnswer.Unknown(port + " is no port"));
		}
		CompletableFuture<OwnerAnswer> answer = new CompletableFuture<>();
		Thread thread = new Thread(() -> answer.complete(look(port)), "port-owner-" + port);
		thread.setDaemon(true);
		thread.start();
		long milliseconds = milliseconds(timeout);
		answer.completeOnTimeout(new OwnerAnswer.Unknown("no answer within " + format(milliseconds)), milliseconds,
				TimeUnit.MILLISECONDS);
		answer.whenComplete((completed, failure) -> thread.interrupt());
		return answer;
	}

	private OwnerAnswer look(int port) {
		try {
			return this.lookup.find(port);
		}
		catch (InterruptedException ex) {
			return new OwnerAnswer.Unknown("interrupted");
		}
		catch (IOException ex) {
			return new OwnerAnswer.Unknown((ex.getMessage() != null) ? ex.getMessage() : ex.toString());
		}
		catch (Throwable ex) {
			return failed(ex);
		}
	}

	private static OwnerAnswer failed(Throwable failure) {
		return new OwnerAnswer.Unknown("looking failed: " + failure);
	}

	private static long milliseconds(Duration timeout) {
		if (timeout.isNegative()) {
			return 0;
		}
		return (timeout.compareTo(LONGEST) < 0) ? timeout.toMillis() : LONGEST.toMillis();
	}

	private static String format(long milliseconds) {
		return (milliseconds % 1000 == 0) ? milliseconds / 1000 + "s" : milliseconds + "ms";
	}

}
