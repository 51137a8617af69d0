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

package io.github.portresolver.resolve;

import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.List;
import java.util.stream.Stream;

import io.github.portresolver.PortConflictException.Reason;
import io.github.portresolver.owner.OwnerAnswer;
import io.github.portresolver.testsupport.ForkedJvm;
import io.github.portresolver.testsupport.Ports;
import io.github.portresolver.testsupport.Privileged;
import io.github.portresolver.testsupport.PublishedPorts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BindOutcome}.
 */
class BindOutcomeTests {

	private static final BindOutcome IN_USE = new BindOutcome.InUse();

	private static final BindOutcome UNAVAILABLE = new BindOutcome.Failed(Reason.ADDRESS_NOT_AVAILABLE, 8080,
			new BindException());

	private static final InetSocketAddress LOOPBACK = new InetSocketAddress("127.0.0.1", 8080);

	private static final OwnerAnswer ALICE = PublishedPorts.owner(4711L, "java orders.jar", "alice");

	@Test
	void movesOnUnlessUnavailableOrDeniedAPrivilegedPort() {
		assertThat(Stream.of(new BindOutcome.InUse(), new BindOutcome.Shadowed(LOOPBACK), new BindOutcome.Leased(null),
				denied(1024)))
			.allMatch(BindOutcome::movesOn);
		assertThat(Stream.of(UNAVAILABLE, denied(1023))).noneMatch(BindOutcome::movesOn);
		assertThat(denied(1023).isPrivileged()).isTrue();
		assertThat(denied(1024).isPrivileged()).isFalse();
	}

	@Test
	void labelsAreThoseOfTheEndpoint() {
		assertThat(Stream.of(IN_USE, new BindOutcome.Leased(null), denied(80), UNAVAILABLE,
				new BindOutcome.Shadowed(LOOPBACK)))
			.extracting(BindOutcome::label)
			.containsExactly("in-use", "in-use", "denied", "unavailable", "shadowed");
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "Address already in use", "Address already in use: bind",
			"Die Adresse wird bereits verwendet", "Adresse déjà utilisée", "アドレスは既に使用中です" })
	void ofWhenPortIsInUseReturnsInUseInEveryLanguage(String text) throws Exception {
		int port = Ports.free();
		for (String host : new String[] { "127.0.0.1", "::1", "::" }) {
			try (ServerSocketChannel holder = Ports.listen(host, port)) {
				BindException failure = new BindException(text);
				assertThat(BindOutcome.ofFailure(failure, (InetSocketAddress) holder.getLocalAddress())).as(host)
					.isEqualTo(new BindOutcome.InUse());
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "Cannot assign requested address", "Cannot assign requested address: bind",
			"Die angeforderte Adresse kann nicht zugewiesen werden", "Ne peut attribuer l'adresse demandée" })
	void ofWhenAddressIsForeignReturnsUnavailableInEveryLanguage(String text) {
		for (String host : new String[] { "192.0.2.1", "2001:db8::1" }) {
			BindException failure = new BindException(text);
			assertThat(BindOutcome.ofFailure(failure, new InetSocketAddress(host, 8080)))
				.isEqualTo(new BindOutcome.Failed(Reason.ADDRESS_NOT_AVAILABLE, 8080, failure));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "Permission denied", "Permission denied: bind" })
	void ofWhenDeniedInEnglishReturnsDenied(String text) {
		for (int port : new int[] { 80, 8080 }) {
			BindException failure = new BindException(text);
			assertThat(BindOutcome.ofFailure(failure, new InetSocketAddress("127.0.0.1", port)))
				.isEqualTo(new BindOutcome.Failed(Reason.PERMISSION_DENIED, port, failure));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "Permission denied", "Keine Berechtigung", "Permission non accordée" })
	@EnabledOnOs(OS.LINUX)
	void ofWhenPrivilegedPortIsDeniedReturnsDeniedInEveryLanguage(String text) throws Exception {
		assertThat(ForkedJvm.of(ForkedMain.class).asUser(Privileged.NOBODY).run("classify", "127.0.0.1", 80, text))
			.containsExactly(new BindOutcome.Failed(Reason.PERMISSION_DENIED, 80, new BindException(text)).toString());
	}

	@Test
	void describeWhenInUseNamesOwnerAsFarAsItIsKnown() {
		assertThat(of(IN_USE, ALICE)).isEqualTo("Port 8080 is in use by PID 4711 (java orders.jar, user alice)");
		assertThat(of(IN_USE, OwnerAnswer.of(List.of())))
			.isEqualTo("Port 8080 is in use by a socket that is not listening");
		assertThat(of(IN_USE, OwnerAnswer.unknown("no answer within 1s")))
			.isEqualTo("Port 8080 is in use (owner unknown: no answer within 1s)");
		assertThat(of(IN_USE, null)).isEqualTo("Port 8080 is in use (owner unknown)");
	}

	@Test
	void describeWhenShadowedTellsWhereAndWhatItMeans() {
		assertThat(of(new BindOutcome.Shadowed(LOOPBACK), ALICE))
			.isEqualTo("Port 8080 is in use on 127.0.0.1 by PID 4711 (java orders.jar, user alice); connections "
					+ "to localhost would reach that process");
		assertThat(of(new BindOutcome.Shadowed(new InetSocketAddress("::1", 8080)), null))
			.isEqualTo("Port 8080 is in use on ::1 (owner unknown); connections to localhost would reach that process");
	}

	private static BindOutcome.Failed denied(int port) {
		return new BindOutcome.Failed(Reason.PERMISSION_DENIED, port, new BindException());
	}

	private static String of(BindOutcome outcome, OwnerAnswer owner) {
		return outcome.describe("Port 8080", null, owner);
	}

}
