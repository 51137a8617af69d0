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

package io.github.portresolver.handoff;

import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import io.github.portresolver.Hold;
import io.github.portresolver.ResolvedPorts;
import io.github.portresolver.testsupport.Await;
import io.github.portresolver.testsupport.Ports;
import io.github.portresolver.testsupport.Program;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * TLS and HTTP/2 on an adopted socket.
 */
@ExtendWith(OutputCaptureExtension.class)
class TlsTests {

	private static final String PASSWORD = "secret";

	@TempDir
	private static Path directory;

	@BeforeAll
	static void createKeyStores() throws Exception {
		createKeyStore("first");
		createKeyStore("second");
	}

	@ParameterizedTest
	@MethodSource("io.github.portresolver.handoff.HandOffTests#servers")
	void serverServesHttp2OverTls(ServerKind kind, Hold hold) throws Exception {
		try (RunningServer server = startWithTls(kind, hold, keyStore("first"), "--server.http2.enabled=true")) {
			assertServesHttp2(server, getOverTls(server, "first"));
			assertThat(server.context().getEnvironment().getProperty("port-resolver.resolved.server.url"))
				.isEqualTo("https://localhost:" + server.port() + "/");
		}
	}

	@ParameterizedTest
	@MethodSource("io.github.portresolver.handoff.HandOffTests#servers")
	void serverServesHttp2InClearText(ServerKind kind, Hold hold) throws Exception {
		HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
		try (RunningServer server = RunningServer.start(kind, hold, "--server.http2.enabled=true")) {
			assertServesHttp2(server, get(client, "http://127.0.0.1:" + server.port() + "/hello"));
		}
	}

	private static void assertServesHttp2(RunningServer server, HttpResponse<String> response) {
		assertThat(server.port()).isEqualTo(server.resolvedPort());
		assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
		assertThat(response.body()).isEqualTo("hello");
	}

	// Spring Boot reloads the bundles of these only
	@ParameterizedTest
	@EnumSource(names = { "TOMCAT", "NETTY" })
	void adoptedServerPresentsReloadedCertificate(ServerKind kind) throws Exception {
		Path keyStore = directory.resolve("reloaded-" + kind + ".p12");
		Files.copy(keyStore("first"), keyStore);
		try (RunningServer server = startWithTls(kind, Hold.HAND_OFF, keyStore,
				"--spring.ssl.bundle.watch.file.quiet-period=50ms")) {
			assertThat(isTrusted(server, "first")).isTrue();
			Path replacement = Files.copy(keyStore("second"), directory.resolve("next-" + kind + ".p12"));
			Files.move(replacement, keyStore, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
			Await.until(() -> isTrusted(server, "second"));
			assertThat(isTrusted(server, "first")).isFalse();
		}
	}

	@Test
	void managementWithoutKeysOfItsOwnIsServedOverTlsWhereItsUrlSays(CapturedOutput output) throws Exception {
		try (ServerSocket taken = Ports.taken();
				RunningServer server = startWithTls(ServerKind.TOMCAT, Hold.HAND_OFF, keyStore("first"),
						"--management.server.port=" + taken.getLocalPort())) {
			String url = server.context().getEnvironment().getProperty("port-resolver.resolved.management.url");
			assertThat(url).startsWith("https://localhost:").endsWith("/actuator");
			assertThat(output).contains("(adjacent), " + url + System.lineSeparator());
			assertThat(server.context().getBean(ResolvedPorts.class).find("management").orElseThrow().url())
				.isEqualTo(url);
			assertThat(getOverTls(url, "first").body()).contains("_links");
		}
	}

	private static boolean isTrusted(RunningServer server, String trusted) throws Exception {
		try {
			getOverTls(server, trusted);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private RunningServer startWithTls(ServerKind kind, Hold hold, Path keyStore, String argument) {
		return RunningServer.start(kind, hold, "--server.ssl.bundle=web",
				"--spring.ssl.bundle.jks.web.keystore.location=" + keyStore.toUri(),
				"--spring.ssl.bundle.jks.web.keystore.password=" + PASSWORD,
				"--spring.ssl.bundle.jks.web.reload-on-update=true", argument);
	}

	private static HttpResponse<String> getOverTls(RunningServer server, String trusted) throws Exception {
		return getOverTls("https://localhost:" + server.port() + "/hello", trusted);
	}

	private static HttpResponse<String> getOverTls(String url, String trusted) throws Exception {
		HttpClient client = HttpClient.newBuilder()
			.sslContext(trusting(keyStore(trusted)))
			.connectTimeout(Duration.ofSeconds(10))
			.build();
		return get(client, url);
	}

	private static HttpResponse<String> get(HttpClient client, String url) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(30)).build();
		return client.send(request, HttpResponse.BodyHandlers.ofString());
	}

	private static SSLContext trusting(Path keyStore) throws GeneralSecurityException, IOException {
		KeyStore certificates = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(keyStore)) {
			certificates.load(in, PASSWORD.toCharArray());
		}
		KeyStore trusted = KeyStore.getInstance("PKCS12");
		trusted.load(null, null);
		trusted.setCertificateEntry("server", certificates.getCertificate("server"));
		TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		factory.init(trusted);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, factory.getTrustManagers(), null);
		return context;
	}

	private static Path keyStore(String name) {
		return directory.resolve(name + ".p12");
	}

	private static void createKeyStore(String name) throws IOException, InterruptedException {
		Program keytool = Program.run(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", "server", "-keyalg", "EC", "-dname", "CN=" + name, "-ext",
				"san=dns:localhost,ip:127.0.0.1", "-storetype", "PKCS12", "-keystore", keyStore(name).toString(),
				"-storepass", PASSWORD);
		assertThat(keytool.exit()).as(keytool.output()).isZero();
	}

}
