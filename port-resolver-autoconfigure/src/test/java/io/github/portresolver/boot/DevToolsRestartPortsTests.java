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
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import io.github.portresolver.Fallback;
import io.github.portresolver.resolve.PortRequest;
import io.github.portresolver.testsupport.Apps;
import io.github.portresolver.testsupport.Ports;
import io.github.portresolver.testsupport.PublishedPorts;
import io.github.portresolver.testsupport.Requests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what {@link KnownStarts} remembers of restarts, with threads that are called
 * as DevTools calls them.
 */
@ExtendWith(OutputCaptureExtension.class)
class DevToolsRestartPortsTests {

	private static final String RESTART = "restartedMain";

	// The memory lasts as long as the JVM
	private final String name = "restarts-" + UUID.randomUUID();

	@TempDir
	Path temp;

	@Test
	void findOnRestartIsThePortThatWasRememberedOnOne() throws Exception {
		assertThat(on(RESTART, () -> find(8080))).isEmpty();
		on(RESTART, () -> remember(8080, 8081));
		assertThat(on(RESTART, () -> find(8080))).isEqualTo(OptionalInt.of(8081));
	}

	@Test
	void findOnAnotherThreadIsEmpty() throws Exception {
		on(RESTART, () -> remember(8080, 8081));
		assertThat(find(8080)).isEmpty();
		assertThat(on("main", () -> find(8080))).isEmpty();
	}

	@Test
	void rememberOnAnotherThreadDoesNothing() throws Exception {
		remember(8080, 8081);
		assertThat(on(RESTART, () -> find(8080))).isEmpty();
	}

	@Test
	void findWhenAnotherPortIsAskedForOrByAnotherApplicationIsEmpty() throws Exception {
		on(RESTART, () -> remember(8080, 8081));
		assertThat(on(RESTART, () -> find(9090))).isEmpty();
		assertThat(on(RESTART, () -> KnownStarts.portBeforeRestart(this.name + "-2", request(8080)))).isEmpty();
	}

	@Test
	void restartKeepsThePortThoughTheConfiguredOneIsFreeAgain(CapturedOutput output) throws Exception {
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
		assertThat(output.getOut().lines().filter((line) -> line.contains("WARN"))).hasSize(1);
		try (ConfigurableApplicationContext context = run(configured)) {
			assertThat(Apps.localPort(context)).as("on another thread").isEqualTo(configured);
		}
	}

	@Test
	void restartKeepsARandomPortThoughNothingIsSticky() throws Exception {
		int first = runOnRestart(0, "--port-resolver.sticky=false");
		assertThat(runOnRestart(0, "--port-resolver.sticky=false")).isEqualTo(first);
	}

	@Test
	void restartWhenThePortIsTakenMeanwhileTakesTheConfiguredOne() throws Exception {
		int configured;
		int moved;
		try (ServerSocket taken = Ports.taken()) {
			configured = taken.getLocalPort();
			moved = runOnRestart(configured);
		}
		try (ServerSocket takenMeanwhile = new ServerSocket(moved)) {
			assertThat(takenMeanwhile.isBound()).isTrue();
			assertThat(runOnRestart(configured)).isEqualTo(configured);
		}
	}

	private int runOnRestart(int port, String... arguments) throws Exception {
		return on(RESTART, () -> {
			try (ConfigurableApplicationContext context = run(port, arguments)) {
				return Apps.localPort(context);
			}
		});
	}

	private ConfigurableApplicationContext run(int port, String... arguments) {
		String[] all = new String[arguments.length + 4];
		all[0] = Apps.port(port);
		all[1] = Apps.MOVES;
		all[2] = "--spring.application.name=" + this.name;
		all[3] = "--port-resolver.registry.directory=" + this.temp.resolve("registry");
		System.arraycopy(arguments, 0, all, 4, arguments.length);
		return Apps.run(all);
	}

	private static <T> T on(String threadName, Callable<T> callable) throws Exception {
		FutureTask<T> task = new FutureTask<>(callable);
		Thread thread = new Thread(task, threadName);
		thread.start();
		return task.get(60, TimeUnit.SECONDS);
	}

	private OptionalInt find(int requested) {
		return KnownStarts.portBeforeRestart(this.name, request(requested));
	}

	private boolean remember(int requested, int port) {
		KnownStarts.remember(this.name, List.of(PublishedPorts.moved(request(requested), port, null)));
		return true;
	}

	private static PortRequest request(int port) {
		return Requests.server(port, Fallback.ADJACENT);
	}

}
