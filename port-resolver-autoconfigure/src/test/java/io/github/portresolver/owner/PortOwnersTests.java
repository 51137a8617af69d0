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
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.github.portresolver.testsupport.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PortOwners}.
 */
@Timeout(60)
class PortOwnersTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private static final OwnerAnswer NOBODY = OwnerAnswer.of(List.of());

	private final CountDownLatch never = new CountDownLatch(1);

	private final CountDownLatch interrupted = new CountDownLatch(1);

	@ParameterizedTest
	@CsvSource({ "PT0.05S, no answer within 50ms", "PT1S, no answer within 1s" })
	void findWhenLookupHangsReturnsUnknownAndEndsIt(Duration timeout, String reason) throws Exception {
		assertThat(new PortOwners(this::hang).find(8080, timeout)).isEqualTo(OwnerAnswer.unknown(reason));
		assertThat(this.interrupted.await(20, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void findWhenInterruptedReturnsUnknownAndStaysInterrupted() throws Exception {
		Thread caller = Thread.currentThread();
		OwnerAnswer answer = new PortOwners((port) -> {
			caller.interrupt();
			return hang(port);
		}).find(8080, LONG);
		assertThat(Thread.interrupted()).isTrue();
		assertThat(answer).isEqualTo(OwnerAnswer.unknown("interrupted"));
		assertThat(this.interrupted.await(20, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void findWhenLookupFailsReturnsUnknown() {
		assertThat(new PortOwners((port) -> {
			throw new IOException("lsof is not installed");
		}).find(8080, LONG)).isEqualTo(OwnerAnswer.unknown("lsof is not installed"));
		assertThat(new PortOwners((port) -> {
			throw new IOException();
		}).find(8080, LONG)).isEqualTo(OwnerAnswer.unknown("java.io.IOException"));
		assertThat(new PortOwners((port) -> {
			throw new StackOverflowError();
		}).find(8080, LONG)).isEqualTo(OwnerAnswer.unknown("lookup failed: java.lang.StackOverflowError"));
		assertThat(PortOwners.findUnixSocket((name) -> {
			throw new IllegalStateException();
		}, LONG)).isEmpty();
	}

	@Test
	void findWhenTimeoutIsHugeOrTinyDoesNotOverflow() {
		assertThat(new PortOwners(this::hang).find(8080, Duration.ZERO))
			.isEqualTo(OwnerAnswer.unknown("no answer within 0s"));
		assertThat(new PortOwners((port) -> NOBODY).find(8080, Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo(NOBODY);
	}

	@Test
	void startWhenManyLookSharesAFewDaemonThreads() throws Exception {
		Set<Thread> threads = ConcurrentHashMap.newKeySet();
		PortOwners owners = new PortOwners((port) -> {
			threads.add(Thread.currentThread());
			return NOBODY;
		});
		for (Future<OwnerAnswer> answer : start(owners, 50)) {
			assertThat(PortOwners.await(answer, LONG)).isEqualTo(NOBODY);
		}
		assertThat(threads).hasSizeLessThanOrEqualTo(BoundedLookup.THREADS)
			.doesNotContain(Thread.currentThread())
			.allMatch(Thread::isDaemon);
	}

	@Test
	void startWhenTooManyLookAtOnceReturnsUnknown() throws Exception {
		List<Future<OwnerAnswer>> answers = start(new PortOwners(this::hang), 200);
		List<Future<OwnerAnswer>> refused = answers.stream().filter(Future::isDone).toList();
		answers.forEach((answer) -> answer.cancel(true));
		assertThat(refused).isNotEmpty();
		for (Future<OwnerAnswer> answer : refused) {
			assertThat(PortOwners.await(answer, LONG)).isEqualTo(OwnerAnswer.unknown("too many lookups at once"));
		}
		PortOwners others = new PortOwners((port) -> NOBODY);
		Await.until(() -> others.find(8080, LONG).equals(NOBODY));
	}

	private static List<Future<OwnerAnswer>> start(PortOwners owners, int lookups) {
		return IntStream.range(0, lookups).mapToObj((lookup) -> owners.start(new InetSocketAddress(8080))).toList();
	}

	@ParameterizedTest
	@CsvSource({ "linux, ProcLookup", "mac os x, LsofLookup", "freebsd, LsofLookup", "openbsd, LsofLookup",
			"windows 11, NetstatLookup", "windows server 2025, NetstatLookup", "sunos, LsofLookup", "'', LsofLookup" })
	void lookupIsTheOneOfTheSystem(String system, String expected) {
		assertThat(PortOwners.lookup(system).getClass().getSimpleName()).isEqualTo(expected);
	}

	private OwnerAnswer hang(int port) throws InterruptedException {
		try {
			this.never.await();
		}
		catch (InterruptedException ex) {
			this.interrupted.countDown();
			throw ex;
		}
		return NOBODY;
	}

}
