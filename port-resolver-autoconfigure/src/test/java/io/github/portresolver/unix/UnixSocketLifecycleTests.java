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

import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

import io.github.portresolver.testsupport.ForkedJvm;
import io.github.portresolver.testsupport.Privileged;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Starts, conflicts and stops with a Unix domain socket on each of the servers.
 */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(120)
class UnixSocketLifecycleTests extends AbstractUnixSocketTests {

	@ParameterizedTest
	@EnumSource
	void startWhenTheLastProcessWasKilledServesAndStopLeavesTheFileOfSomeoneElse(UnixServer server,
			CapturedOutput output) throws Exception {
		try (ForkedJvm killed = server.fork(path(), "--server.port=0")) {
			killed.awaitLine("Started ");
			assertThat(UnixClient.get(this.path, "/hello")).isEqualTo("200 hello");
			killed.kill();
		}
		assertThat(this.path).exists();
		try (ReactiveWebServerApplicationContext context = server.start(path(), "--server.port=0")) {
			assertThat(context.isRunning()).isTrue();
			assertThat(UnixClient.get(this.path, "/hello")).isEqualTo("200 hello");
			assertThat(output).contains("INFO").contains("Removed the stale Unix socket " + this.path);
			assertThat(names()).containsExactly("app.sock");
			Files.delete(this.path);
			Files.writeString(this.path, "someone else's");
		}
		assertThat(this.path).hasContent("someone else's");
	}

	@ParameterizedTest
	@EnumSource
	void startWhenAnotherServesExitsWith98AndTheOtherGoesOn(UnixServer server) throws Exception {
		try (ReactiveWebServerApplicationContext context = server.start(path(), "--server.port=0");
				ForkedJvm second = server.fork(path(), "--server.port=0", "--port-resolver.owner.timeout=30s")) {
			assertThat(context.isRunning()).isTrue();
			assertThat(second.awaitExit()).isEqualTo(98);
			long pid = ProcessHandle.current().pid();
			assertThat(second.output()).contains("Unix socket " + this.path + " is in use by PID " + pid + " (java")
				.contains("kill " + pid)
				.contains("--port-resolver.unix-socket.path=" + this.directory.resolve("app-2.sock"))
				.doesNotContain("\tat ");
			assertThat(UnixClient.get(this.path, "/hello")).isEqualTo("200 hello");
		}
		assertThat(names()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void onlyTheOwnerConnectsUnlessOthersMay(UnixServer server) throws Exception {
		Privileged.assumeRoot();
		Privileged.allowToRead(this.directory);
		try (ReactiveWebServerApplicationContext context = server.start(path(), "--server.port=0")) {
			assertThat(context.isRunning()).isTrue();
			assertThat(curlAsNobody()).contains("Couldn't connect");
		}
		try (ReactiveWebServerApplicationContext context = server.start(path(), "--server.port=0",
				"--port-resolver.unix-socket.permissions=rw-rw-rw-")) {
			assertThat(context.isRunning()).isTrue();
			assertThat(curlAsNobody()).isEqualTo("hello");
		}
	}

	@ParameterizedTest
	@EnumSource
	void failedStartRemovesTheFile(UnixServer server) throws Exception {
		assertThatExceptionOfType(Exception.class)
			.isThrownBy(() -> server.start(path(), "--server.port=0", "--test.fail=true"))
			.havingRootCause()
			.withMessage("test.fail is set");
		assertThat(names()).isEmpty();
		try (ServerSocket foreign = new ServerSocket(0)) {
			assertThatExceptionOfType(Exception.class).isThrownBy(() -> server.start(path(),
					"--server.port=" + foreign.getLocalPort(), "--port-resolver.fallback=none"));
		}
		assertThat(names()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void servesTls(UnixServer server) throws Exception {
		Path keyStore = this.directory.resolve("key.p12");
		run("keytool", "-genkeypair", "-alias", "a", "-keyalg", "EC", "-dname", "CN=localhost", "-storetype", "PKCS12",
				"-keystore", keyStore.toString(), "-storepass", "secret");
		try (ReactiveWebServerApplicationContext context = server.start(path(), "--server.port=0",
				"--server.ssl.key-store=file:" + keyStore, "--server.ssl.key-store-password=secret")) {
			assertThat(context.isRunning()).isTrue();
			assertThat(curl("--unix-socket", this.path, "https://localhost/hello")).isEqualTo("hello");
		}
	}

	private String curlAsNobody() throws Exception {
		return run("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "curl", "-s", "-S", "-m", "30",
				"--unix-socket", this.path.toString(), "http://localhost/hello");
	}

}
