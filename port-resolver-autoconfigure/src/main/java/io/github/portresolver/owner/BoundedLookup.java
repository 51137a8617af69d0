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
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Runs what may take any time or hang, such as reading the entries of a process in
 * {@code /proc}. It is given up after a time limit, and all callers share a few threads,
 * which end when they are idle.
 */
final class BoundedLookup {

	static final int THREADS = 4;

	private static final int WAITING = 64;

	private static final ThreadPoolExecutor executor = new ThreadPoolExecutor(THREADS, THREADS, 1, TimeUnit.SECONDS,
			new ArrayBlockingQueue<>(WAITING), BoundedLookup::thread);

	static {
		executor.allowCoreThreadTimeOut(true);
	}

	private BoundedLookup() {
	}

	private static Thread thread(Runnable task) {
		// Nothing of the application that happens to start it is inherited
		Thread thread = new Thread(null, task, "port-owner", 0, false);
		thread.setContextClassLoader(null);
		thread.setDaemon(true);
		return thread;
	}

	static <T> T get(Callable<T> lookup, Duration timeout, Function<String, T> unknown) {
		return await(start(lookup), timeout, unknown);
	}

	static <T> Future<T> start(Callable<T> lookup) {
		try {
			return executor.submit(lookup);
		}
		catch (RejectedExecutionException ex) {
			return CompletableFuture.failedFuture(new IOException("too many lookups at once"));
		}
	}

	static <T> T await(Future<T> task, Duration timeout, Function<String, T> unknown) {
		long milliseconds = TimeUnit.MILLISECONDS.convert(timeout);
		try {
			return task.get(milliseconds, TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException ex) {
			return unknown.apply("no answer within "
					+ ((milliseconds % 1000 == 0) ? milliseconds / 1000 + "s" : milliseconds + "ms"));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return unknown.apply("interrupted");
		}
		catch (ExecutionException ex) {
			Throwable cause = ex.getCause();
			return unknown.apply((cause instanceof IOException)
					? Objects.requireNonNullElse(cause.getMessage(), cause.toString()) : "lookup failed: " + cause);
		}
		finally {
			task.cancel(true);
		}
	}

}
