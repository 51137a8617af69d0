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

import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.github.portresolver.Fallback;
import io.github.portresolver.publish.PortLog;
import io.github.portresolver.registry.ApplicationRecord;
import io.github.portresolver.registry.Registry;
import io.github.portresolver.resolve.PortRequest;
import io.github.portresolver.testsupport.Apps;
import io.github.portresolver.testsupport.Ports;
import io.github.portresolver.testsupport.PublishedPorts;
import io.github.portresolver.testsupport.RecordingLog;
import io.github.portresolver.testsupport.Requests;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ApplicationStartHistory}, with threads that are called as DevTools
 * calls them.
 */
@ExtendWith(OutputCaptureExtension.class)
class ApplicationStartHistoryTests {

	private static final String RESTART = "restartedMain";

	private static final PortRequest REQUEST = Requests.server(8080, Fallback.NONE);

	@TempDir
	Path temp;

	private final RecordingLog log = new RecordingLog();

	private Registry registry;

	// The memory lasts as long as the JVM
	private final String name = "restarts-" + UUID.randomUUID();

	@BeforeEach
	void create() {
		this.registry = open("orders");
	}

	@Test
	void retryForWhenNothingIsAskedForIsZero() throws Exception {
		this.registry.register(record("orders", 8080));
		assertThat(starts().retryFor(REQUEST)).isZero();
		assertThat(this.log.lines()).isEmpty();
	}

	@Test
	void retryForWhenWaitIsConfiguredIsThatAndSaysSo() {
		assertThat(starts("port-resolver.wait", "3s").retryFor(REQUEST)).isEqualTo(Duration.ofSeconds(3));
		assertThat(this.log.lines())
			.containsExactly("INFO Port 8080 is in use: waiting up to 3s for it (port-resolver.wait)");
	}

	@ParameterizedTest
	@CsvSource({ "3s, 10, ' by PID %d, an instance of this application that is stopping: waiting up to 10s for it'",
			"11s, 11, ': waiting up to 11s for it (port-resolver.wait)'" })
	void retryForWhenInstanceIsStoppingIsTenSecondsUnlessLongerIsConfiguredAndSaysSo(String wait, int seconds,
			String reason) throws Exception {
		this.registry.register(record("orders", 8080).asStopping());
		assertThat(starts("port-resolver.wait", wait).retryFor(REQUEST)).isEqualTo(Duration.ofSeconds(seconds));
		assertThat(this.log.lines())
			.containsExactly("INFO Port 8080 is in use" + reason.formatted(ProcessHandle.current().pid()));
	}

	@Test
	void retryForWhenAnotherApplicationOrPortIsStoppingIsZero() throws Exception {
		this.registry.register(record("billing", 8080).asStopping());
		open("orders").register(record("orders", 8081).asStopping());
		assertThat(starts().retryFor(REQUEST)).isZero();
	}

	@Test
	void lastPortIsThatOfTheRegistryUnlessStickyIsOff() {
		this.registry.rememberPort("server", 40001);
		assertThat(starts().lastPort(REQUEST)).isEqualTo(OptionalInt.of(40001));
		assertThat(starts("port-resolver.sticky", "false").lastPort(REQUEST)).isEmpty();
		assertThat(starts().portBeforeRestart(REQUEST)).as("no restart").isEmpty();
	}

	private ApplicationStartHistory starts(String... properties) {
		return new ApplicationStartHistory(PropertyReaderTests.read(properties), this.registry, new PortLog(this.log));
	}

	private ApplicationRecord record(String name, int port) {
		return open(name).record(Map.of("server", port), Map.of());
	}

	private Registry open(String name) {
		return Registry.open(this.log, name, null, true, this.temp.resolve("registry"));
	}

	@Test
	void findOnRestartIsThePortThatWasRememberedOnOneForThatRequest() throws Exception {
		this.registry = open(this.name);
		remember(8080, 8081);
		assertThat(on(RESTART, () -> find(8080))).as("remembered on another thread").isEmpty();
		on(RESTART, () -> remember(8080, 8081));
		assertThat(on(RESTART, () -> find(8080))).isEqualTo(OptionalInt.of(8081));
		assertThat(find(8080)).isEmpty();
		assertThat(on("main", () -> find(8080))).isEmpty();
		assertThat(on(RESTART, () -> find(9090))).isEmpty();
		this.registry = open(this.name + "-2");
		assertThat(on(RESTART, () -> find(8080))).isEmpty();
	}

	@Test
	void restartKeepsThePortThoughTheConfiguredOneIsFreeAgainUnlessItIsTakenMeanwhile(CapturedOutput output)
			throws Exception {
		int moved;
		int configured;
		try (ServerSocket taken = Ports.taken()) {
			configured = taken.getLocalPort();
			moved = runOnRestart(configured);
			assertThat(moved).isGreaterThan(configured);
		}
		assertThat(runOnRestart(configured)).isEqualTo(moved);
		assertThat(runOnRestart(configured)).isEqualTo(moved);
		assertThat(output).contains("server.port=%1$d (sticky), http://localhost:%1$d/".formatted(moved));
		assertThat(Apps.warnings(output)).hasSize(1);
		try (ConfigurableApplicationContext context = run(configured)) {
			assertThat(Apps.localPort(context)).as("on another thread").isEqualTo(configured);
		}
		try (ServerSocket takenMeanwhile = new ServerSocket(moved)) {
			assertThat(takenMeanwhile.isBound()).isTrue();
			assertThat(runOnRestart(configured)).isEqualTo(configured);
		}
	}

	@Test
	void restartKeepsARandomPortThoughNothingIsSticky() throws Exception {
		int first = runOnRestart(0, "--port-resolver.sticky=false");
		assertThat(runOnRestart(0, "--port-resolver.sticky=false")).isEqualTo(first);
	}

	private int runOnRestart(int port, String... arguments) throws Exception {
		return on(RESTART, () -> {
			try (ConfigurableApplicationContext context = run(port, arguments)) {
				return Apps.localPort(context);
			}
		});
	}

	private ConfigurableApplicationContext run(int port, String... arguments) {
		String[] common = { Apps.port(port), Apps.MOVES, "--spring.application.name=" + this.name,
				"--port-resolver.registry.directory=" + this.temp.resolve("registry") };
		return Apps.run(StringUtils.concatenateStringArrays(arguments, common));
	}

	private static <T> T on(String threadName, Supplier<T> supplier) throws Exception {
		return CompletableFuture.supplyAsync(supplier, (task) -> new Thread(task, threadName).start())
			.get(60, TimeUnit.SECONDS);
	}

	private OptionalInt find(int requested) {
		return starts().portBeforeRestart(request(requested));
	}

	private boolean remember(int requested, int port) {
		starts().remember(List.of(PublishedPorts.moved(request(requested), port, null)));
		return true;
	}

	private static PortRequest request(int port) {
		return Requests.server(port, Fallback.ADJACENT);
	}

}
