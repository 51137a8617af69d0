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

import io.github.portresolver.testsupport.ForkedJvm;
import io.github.portresolver.testsupport.Ports;
import io.github.portresolver.testsupport.Privileged;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BindOutcome#ofFailure}.
 */
class BindFailureTests {

	@ParameterizedTest
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

	@Test
	void ofWhenFailureHasNoTextReturnsInUse() throws Exception {
		try (ServerSocketChannel holder = Ports.listen("127.0.0.1", Ports.free())) {
			BindOutcome outcome = BindOutcome.ofFailure(new BindException(),
					(InetSocketAddress) holder.getLocalAddress());
			assertThat(outcome).isEqualTo(new BindOutcome.InUse());
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "Cannot assign requested address", "Cannot assign requested address: bind",
			"Die angeforderte Adresse kann nicht zugewiesen werden", "Ne peut attribuer l'adresse demandée" })
	void ofWhenAddressIsForeignReturnsUnavailableInEveryLanguage(String text) {
		for (String host : new String[] { "192.0.2.1", "2001:db8::1" }) {
			BindException failure = new BindException(text);
			assertThat(BindOutcome.ofFailure(failure, new InetSocketAddress(host, 8080)))
				.isEqualTo(new BindOutcome.Unavailable(failure));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "Permission denied", "Permission denied: bind" })
	void ofWhenDeniedInEnglishReturnsDenied(String text) {
		assertThat(BindOutcome.ofFailure(new BindException(text), new InetSocketAddress("127.0.0.1", 80)))
			.isEqualTo(new BindOutcome.Denied(80));
		assertThat(BindOutcome.ofFailure(new BindException(text), new InetSocketAddress("127.0.0.1", 8080)))
			.isEqualTo(new BindOutcome.Denied(8080));
	}

	@ParameterizedTest
	@ValueSource(strings = { "Permission denied", "Keine Berechtigung", "Permission non accordée" })
	@EnabledOnOs(OS.LINUX)
	void ofWhenPrivilegedPortIsDeniedReturnsDeniedInEveryLanguage(String text) throws Exception {
		assertThat(ForkedJvm.of(ForkedMain.class).asUser(Privileged.NOBODY).run("classify", "127.0.0.1", 80, text))
			.containsExactly(new BindOutcome.Denied(80).toString());
	}

}
