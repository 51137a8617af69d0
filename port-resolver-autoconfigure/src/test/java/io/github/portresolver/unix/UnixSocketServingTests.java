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

package io.github.portresolver.unix;

import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Serving on a Unix domain socket with each of the servers.
 */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(60)
class UnixSocketServingTests extends AbstractUnixSocketTests {

	private static final int REQUESTS = 10_000;

	private static final int LARGE = 3_000_000;

	@ParameterizedTest
	@EnumSource
	void servesBesideThePort(ServerKind server, CapturedOutput output) throws Exception {
		try (ReactiveWebServerApplicationContext context = start(server, "--server.port=0")) {
			assertThat(curl("http://localhost/hello")).isEqualTo("hello");
			try (UnixClient client = UnixClient.connect(context.getWebServer().getPort())) {
				assertThat(client.get("/hello")).isEqualTo("200 hello");
			}
			assertThat(Files.getPosixFilePermissions(this.path))
				.isEqualTo(PosixFilePermissions.fromString("rw-------"));
			assertThat(output).contains("unix-socket=" + this.path + " (rw-------)").contains("server.port=");
		}
		assertThat(this.directory.names()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void servesWithoutAPort(ServerKind server, CapturedOutput output) throws Exception {
		try (ReactiveWebServerApplicationContext context = start(server, "--port-resolver.unix-socket.only=true")) {
			assertThat(curl("http://localhost/hello")).isEqualTo("hello");
			assertThat(context.getWebServer().getPort()).isEqualTo(-1);
			assertThat(context.getEnvironment().getProperty("port-resolver.resolved.server.port")).isNull();
			assertThat(output).contains("unix-socket=" + this.path).doesNotContain("server.port=");
		}
		assertThat(this.directory.names()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void servesALargeBody(ServerKind server) throws Exception {
		String body = "x".repeat(LARGE);
		try (ReactiveWebServerApplicationContext context = start(server, "--server.port=0");
				UnixClient client = UnixClient.connect(this.path)) {
			assertThat(context.isRunning()).isTrue();
			String response = client.post("/echo", body);
			assertThat(response).hasSize(LARGE + 4).isEqualTo("200 " + body);
		}
	}

	@ParameterizedTest
	@EnumSource
	void losesNoRequest(ServerKind server) throws Exception {
		try (ReactiveWebServerApplicationContext context = start(server, "--port-resolver.unix-socket.only=true")) {
			assertThat(context.isRunning()).isTrue();
			int answered = 0;
			while (answered < REQUESTS) {
				// A server may end a connection after some requests
				try (UnixClient client = UnixClient.connect(this.path)) {
					for (int i = 0; i < 50; i++) {
						assertThat(client.get("/hello")).isEqualTo("200 hello");
						answered++;
					}
				}
			}
		}
	}

	private ReactiveWebServerApplicationContext start(ServerKind server, String argument) {
		return server.start(path(), argument);
	}

	private String curl(String url) throws Exception {
		return run("curl", "--silent", "--show-error", "--insecure", "--max-time", "30", "--unix-socket",
				this.path.toString(), url);
	}

}
