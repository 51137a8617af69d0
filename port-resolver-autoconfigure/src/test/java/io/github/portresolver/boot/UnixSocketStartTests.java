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

package io.github.portresolver.boot;

import java.util.Map;

import io.github.portresolver.failure.InvalidPropertyException;
import io.github.portresolver.unix.UnixSocketRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link UnixSocketStart}.
 */
class UnixSocketStartTests {

	private static final String PREFIX = "port-resolver.unix-socket.";

	private static final String TRANSPORT = "port-resolver.transport";

	@Test
	void requestWhenThereIsNoPathReturnsNull() {
		assertThat(request(Map.of(PREFIX + "path", ""))).isNull();
		assertThat(request(Map.of())).isNull();
	}

	@Test
	void requestUsesThePathAsGiven() {
		UnixSocketRequest request = request(
				Map.of(PREFIX + "path", "run/../a.sock", PREFIX + "permissions", "rw-rw----"));
		assertThat(request).isNotNull();
		assertThat(request.path()).isEqualTo("run/../a.sock");
		assertThat(request).hasToString("run/../a.sock (rw-rw----)");
		assertThat(request.origin()).contains("unix-socket.path");
	}

	@Test
	void requestWhenPermissionsAreNotSetIsForTheOwnerOnly() {
		assertThat(request(Map.of(PREFIX + "path", "a.sock"))).hasToString("a.sock (rw-------)");
	}

	@Test
	void requestWhenPermissionsAreWrongFails() {
		assertThatExceptionOfType(InvalidPropertyException.class)
			.isThrownBy(() -> request(Map.of(PREFIX + "path", "a.sock", PREFIX + "permissions", "0600")))
			.satisfies((ex) -> assertThat(ex.getReason())
				.isEqualTo("it is not made of nine characters as ls -l prints them"))
			.satisfies((ex) -> assertThat(ex.getAllowed())
				.isEqualTo("nine characters as ls -l prints them, such as rw-rw----"));
	}

	@Test
	void requestWhenTheNameIsAbstractHasNoPermissions() {
		UnixSocketRequest request = request(Map.of(PREFIX + "path", "@app"));
		assertThat(request.isAbstract()).isTrue();
		assertThat(request).hasToString("@app (every local user may connect)");
	}

	@ParameterizedTest
	@ValueSource(strings = { "auto", "native" })
	void requestWhenTheNameIsAbstractAndTheTransportCanServeItIsTaken(String transport) {
		assertThat(request(Map.of(PREFIX + "path", "@app", PREFIX + "only", "true", TRANSPORT, transport))).isNotNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "selector", "async" })
	void requestWhenTheNameIsAbstractAndTheTransportCannotServeItFails(String transport) {
		assertThatExceptionOfType(InvalidPropertyException.class)
			.isThrownBy(() -> request(Map.of(PREFIX + "path", "@app", TRANSPORT, transport)))
			.withMessage("'" + transport + "' is no valid value of 'port-resolver.transport': "
					+ "@app is a name in Linux's abstract namespace, which epoll alone can serve on");
	}

	@Test
	void requestWhenTheNameIsAbstractAndPermissionsAreSetFails() {
		assertThatExceptionOfType(InvalidPropertyException.class)
			.isThrownBy(() -> request(Map.of(PREFIX + "path", "@app", PREFIX + "permissions", "rw-------")))
			.withMessage("'rw-------' is no valid value of 'port-resolver.unix-socket.permissions': "
					+ "@app is a name in Linux's abstract namespace, to which every local user may connect");
	}

	@Test
	void requestWhenTheNameIsAbstractInServletApplicationFails() {
		assertThatExceptionOfType(InvalidPropertyException.class)
			.isThrownBy(() -> request(WebApplicationType.SERVLET, Map.of(PREFIX + "path", "@app")))
			.withMessage("'@app' is no valid value of 'port-resolver.unix-socket.path': "
					+ "no server of servlet applications can serve on a name in Linux's abstract namespace");
	}

	@Test
	void requestWhenTheAbstractNameIsEmptyFails() {
		assertThatExceptionOfType(InvalidPropertyException.class)
			.isThrownBy(() -> request(Map.of(PREFIX + "path", "@")))
			.withMessage("'@' is no valid value of 'port-resolver.unix-socket.path': there is no name after the @");
	}

	@Test
	void requestWhenOnlyIsSetWithoutPathFails() {
		assertThatExceptionOfType(InvalidPropertyException.class)
			.isThrownBy(() -> request(Map.of(PREFIX + "only", "true")))
			.withMessage("'true' is no valid value of 'port-resolver.unix-socket.only': "
					+ "there is no port-resolver.unix-socket.path");
	}

	@Test
	void requestWhenOnlyIsSetWithATransportThatCannotAdoptFails() {
		assertThatExceptionOfType(InvalidPropertyException.class)
			.isThrownBy(() -> request(Map.of(PREFIX + "path", "a.sock", PREFIX + "only", "true", TRANSPORT, "native")))
			.withMessage("'native' is no valid value of 'port-resolver.transport': "
					+ "a socket file is served with the selector");
	}

	private static UnixSocketRequest request(Map<String, Object> properties) {
		return request(WebApplicationType.REACTIVE, properties);
	}

	private static UnixSocketRequest request(WebApplicationType type, Map<String, Object> properties) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
		PropertyReader reader = new PropertyReader(environment);
		return new UnixSocketStart(reader, reader.readProperties()).request(type, 0);
	}

}
