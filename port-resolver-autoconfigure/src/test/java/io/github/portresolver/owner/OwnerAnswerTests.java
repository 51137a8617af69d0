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

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Stream;

import io.github.portresolver.owner.OwnerAnswer.Listener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OwnerAnswer}.
 */
class OwnerAnswerTests {

	private static final Listener FIRST = new Listener(new InetSocketAddress(8080),
			new Owner(99_000_001L, null, null, null, null));

	private static final Listener SECOND = new Listener(new InetSocketAddress(8080),
			new Owner(99_000_002L, null, null, null, null));

	@Test
	void ownerIsTheOneProcessThatListensAndAllAreDescribed() {
		Listener other = new Listener(new InetSocketAddress("::1", 8080), FIRST.owner());
		assertThat(OwnerAnswer.of(List.of(FIRST, other)).owner()).isEqualTo(FIRST.owner());
		assertThat(OwnerAnswer.of(List.of(FIRST, other)).describe()).isEqualTo("PID 99000001");
		assertThat(OwnerAnswer.of(List.of(FIRST, SECOND)).owner()).isNull();
		assertThat(OwnerAnswer.of(List.of(FIRST, SECOND)).describe()).isEqualTo("PID 99000001 and PID 99000002");
		assertThat(OwnerAnswer.of(List.of()).owner()).isNull();
		assertThat(OwnerAnswer.unknown("no time").owner()).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "::, :: 0.0.0.0 127.0.0.1 127.0.0.2 ::1", "0.0.0.0, :: 0.0.0.0 127.0.0.1 127.0.0.2 ::1",
			"127.0.0.1, :: 0.0.0.0 127.0.0.1", "127.0.0.2, :: 0.0.0.0 127.0.0.2", "::1, :: ::1" })
	void conflictingWithLeavesOutWhoIsNotInTheWay(String wanted, String expected) {
		OwnerAnswer answer = OwnerAnswer.of(Stream.of("::", "0.0.0.0", "127.0.0.1", "127.0.0.2", "::1")
			.map((host) -> new Listener(new InetSocketAddress(host, 8080), FIRST.owner()))
			.toList());
		assertThat(answer.conflictingWith(new InetSocketAddress(wanted, 8080)).listeners())
			.extracting((listener) -> Listener.print(listener.address().getAddress()))
			.containsExactly(expected.split(" "));
	}

	@ParameterizedTest
	@CsvSource({ "::1, ::1", "::, ::", "127.0.0.1, 127.0.0.1", "fe80::1:2, fe80::1:2", "2001:db8:1::, 2001:db8:1::",
			"1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8", "10:20:0:1::5, 10:20:0:1::5" })
	void printShortensIpv6(String address, String expected) throws Exception {
		assertThat(Listener.print(InetAddress.getByName(address))).isEqualTo(expected);
	}

	@Test
	void unknownMakesItsReasonPrintable() {
		assertThat(OwnerAnswer.unknown("lsof failed:\u001b[2J").problem()).isEqualTo("lsof failed:?[2J");
	}

}
