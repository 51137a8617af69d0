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

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.portresolver.failure.InvalidPropertyException;
import io.github.portresolver.failure.UnixSocketException;
import io.github.portresolver.testsupport.Await;
import io.github.portresolver.testsupport.RecordingLog;
import io.github.portresolver.unix.UnixSocket;
import io.github.portresolver.unix.UnixSocketRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link UnixSocketStart}.
 */
class UnixSocketStartTests {

	private static final String PREFIX = "port-resolver.unix-socket.";

	private static final String TRANSPORT = "port-resolver.transport";

	@Test
	void requestIsNoneWithoutAPathAndUsesThatAsGiven() {
		assertThat(request(Map.of(PREFIX + "path", ""))).isNull();
		assertThat(request(Map.of())).isNull();
		UnixSocketRequest request = request(
				Map.of(PREFIX + "path", "run/../a.sock", PREFIX + "permissions", "rw-rw----"));
		assertThat(request).hasToString("run/../a.sock (rw-rw----)");
		assertThat(request.path()).isEqualTo("run/../a.sock");
		assertThat(request.origin()).contains("unix-socket.path");
		assertThat(request(Map.of(PREFIX + "path", "a.sock"))).hasToString("a.sock (rw-------)");
	}

	@ParameterizedTest
	@ValueSource(strings = { "auto", "native" })
	void requestWhenTheNameIsAbstractAndTheTransportCanServeItIsTaken(String transport) {
		UnixSocketRequest request = request(
				Map.of(PREFIX + "path", "@app", PREFIX + "only", "true", TRANSPORT, transport));
		assertThat(request.isAbstract()).isTrue();
		assertThat(request).hasToString("@app (every local user may connect)");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					unix-socket.path=@app transport=selector | 'selector' is not a valid value for 'port-resolver.transport': \
					@app is a name in Linux's abstract namespace, which only the native transport supports
					unix-socket.path=@app transport=async    | 'async' is not a valid value for 'port-resolver.transport': \
					@app is a name in Linux's abstract namespace, which only the native transport supports
					unix-socket.path=@app unix-socket.permissions=rw------- | '@app' is not a valid value for \
					'port-resolver.unix-socket.path': a name in Linux's abstract namespace cannot have permissions
					unix-socket.path=@                       | '@' is not a valid value for 'port-resolver.unix-socket.path': \
					the name after the @ is missing
					unix-socket.only=true                    | 'true' is not a valid value for 'port-resolver.unix-socket.only': \
					port-resolver.unix-socket.path is not set
					unix-socket.path=a.sock unix-socket.only=true transport=native | 'native' is not a valid value for \
					'port-resolver.transport': port-resolver.unix-socket.only requires the selector for a socket file
					""",
			quoteCharacter = '`')
	void requestWhenWhatIsAskedForCannotBeServedFails(String properties, String message) {
		Map<String, Object> map = Stream.of(properties.split(" "))
			.map((property) -> property.split("="))
			.collect(Collectors.toMap((property) -> "port-resolver." + property[0], (property) -> property[1]));
		assertThatExceptionOfType(InvalidPropertyException.class).isThrownBy(() -> request(map))
			.satisfies((ex) -> assertThat(withoutOrigin(ex)).isEqualTo(message));
	}

	@Test
	void requestWhenTheNameIsAbstractInServletApplicationFails() {
		assertThatExceptionOfType(InvalidPropertyException.class)
			.isThrownBy(() -> request(WebApplicationType.SERVLET, Map.of(PREFIX + "path", "@app")))
			.satisfies((ex) -> assertThat(withoutOrigin(ex))
				.isEqualTo("'@app' is not a valid value for 'port-resolver.unix-socket.path': "
						+ "servlet applications cannot be served on a name in Linux's abstract namespace"));
	}

	private static String withoutOrigin(Exception exception) {
		return exception.getMessage().replaceFirst(" \\(.*?\\):", ":");
	}

	@Test
	@Timeout(60)
	void bindWaitsForTheSocket(@TempDir Path directory) throws Exception {
		Path path = directory.resolve("a.sock");
		ServerSocketChannel holder = ServerSocketChannel.open(StandardProtocolFamily.UNIX)
			.bind(UnixDomainSocketAddress.of(path));
		RecordingLog log = new RecordingLog();
		Map<String, Object> properties = Map.of(PREFIX + "path", path.toString(), "port-resolver.wait", "30s",
				"port-resolver.hold", "guard");
		CompletableFuture<UnixSocket> bound = CompletableFuture.supplyAsync(() -> bind(properties, log));
		Await.until(() -> !log.lines().isEmpty());
		holder.close();
		bound.get(30, TimeUnit.SECONDS).destroy();
		assertThat(log.lines())
			.startsWith("INFO Unix socket " + path + " is in use: waiting up to 30s for it (port-resolver.wait)")
			.endsWith("INFO unix-socket=" + path + " (rw-------); clients wait until the application is ready "
					+ "(port-resolver.hold=guard applies to ports only)");
	}

	@Test
	@Timeout(60)
	void bindWhenTheWaitIsOverFails(@TempDir Path directory) throws Exception {
		Path path = directory.resolve("a.sock");
		Map<String, Object> properties = Map.of(PREFIX + "path", path.toString(), "port-resolver.wait", "200ms",
				"port-resolver.owner.timeout", "20s");
		long began = System.nanoTime();
		try (ServerSocketChannel holder = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
			holder.bind(UnixDomainSocketAddress.of(path));
			assertThatExceptionOfType(UnixSocketException.class).isThrownBy(() -> bind(properties, new RecordingLog()))
				.withMessageContaining("is in use by this process, PID ");
			assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(200));
		}
	}

	private static UnixSocketRequest request(Map<String, Object> properties) {
		return request(WebApplicationType.REACTIVE, properties);
	}

	private static UnixSocketRequest request(WebApplicationType type, Map<String, Object> properties) {
		PropertyReader reader = PropertyReaderTests.reader(properties);
		return new UnixSocketStart(reader, reader.readProperties()).request(type, 0);
	}

	private static UnixSocket bind(Map<String, Object> properties, RecordingLog log) {
		return UnixSocketStart.bind(request(properties), PropertyReaderTests.reader(properties).readProperties(), log);
	}

}
