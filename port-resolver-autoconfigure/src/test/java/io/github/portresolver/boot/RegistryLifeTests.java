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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.portresolver.registry.ApplicationRecord;
import io.github.portresolver.registry.Registry;
import io.github.portresolver.testsupport.Apps;
import io.github.portresolver.testsupport.Ports;
import io.github.portresolver.testsupport.RecordingLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

/**
 * Tests for what a real application leaves in the registry and finds there.
 */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(180)
class RegistryLifeTests {

	@TempDir
	Path temp;

	@Test
	void runAgainHasTheSameRandomPortUnlessItsNameIsAnother(CapturedOutput output) {
		int first = runOnce("--server.port=0");
		assertThat(output).contains("server.port=%1$d (random), http://localhost:%1$d/".formatted(first));
		assertThat(runOnce("--server.port=0")).isEqualTo(first);
		assertThat(runOnce("--server.port=0", "--spring.application.name=billing")).isNotEqualTo(first);
		assertThat(runOnce("--server.port=0")).isEqualTo(first);
		assertThat(output).contains("server.port=%1$d (sticky), http://localhost:%1$d/".formatted(first));
	}

	@Test
	void recordIsThereWhileServingAndMarkedWhenStopping() throws Exception {
		List<ApplicationRecord> whenStopped = new ArrayList<>();
		SpringApplication application = application(Apps.Web.class);
		application.addInitializers((context) -> {
			context.getBeanFactory().registerSingleton("probe", new StopProbe(() -> whenStopped.addAll(records())));
			context.getBeanFactory().registerSingleton("first", new CloseProbe(() -> whenStopped.addAll(records())));
		});
		ConfigurableApplicationContext context = application.run("--server.port=0",
				"--port-resolver.ports.debug.property=app.debug.port");
		try {
			int port = Apps.localPort(context);
			ApplicationRecord record = records().get(0);
			assertThat(records()).hasSize(1);
			assertThat(record.name()).isEqualTo("orders");
			assertThat(record.pid()).isEqualTo(ProcessHandle.current().pid());
			assertThat(record.directory()).isEqualTo(Path.of("").toAbsolutePath().toString());
			assertThat(record.ports()).containsEntry("server", port).containsOnlyKeys("server", "debug");
			assertThat(record.urls()).containsExactly(Map.entry("server", "http://localhost:" + port + "/"));
			assertThat(record.stopping()).isFalse();
			context.close();
			assertThat(whenStopped).containsExactly(record.asStopping(), record.asStopping());
		}
		finally {
			context.close();
		}
		assertThat(records()).isEmpty();
		assertThat(this.temp.resolve("registry").toFile().list())
			.allMatch((name) -> name.endsWith(".lock") || name.endsWith(".ports"));
	}

	@Test
	void applicationWithoutPortsLeavesNoRegistry() {
		run("--spring.main.web-application-type=none").close();
		assertThat(this.temp.resolve("registry")).doesNotExist();
	}

	@Test
	void recordIsNotThereBeforeServingAndGoneWhenRunnerFails() {
		List<ApplicationRecord> beforeServing = new ArrayList<>(records());
		SpringApplication application = application(Apps.Web.class);
		application.addInitializers((context) -> {
			context.addApplicationListener(
					(ApplicationListener<ContextRefreshedEvent>) (event) -> beforeServing.addAll(records()));
			((GenericApplicationContext) context).registerBean(CommandLineRunner.class,
					() -> (arguments) -> fail("on purpose"));
		});
		assertThatThrownBy(() -> application.run("--server.port=0")).hasStackTraceContaining("on purpose");
		assertThat(beforeServing).isEmpty();
		assertThat(records()).isEmpty();
	}

	@Test
	void endpointListsApplicationsAndGatesTheirDirectory() throws Exception {
		String exposed = "--management.endpoints.web.exposure.include=ports";
		String directory = Path.of("").toAbsolutePath().toString();
		try (ConfigurableApplicationContext hidden = run("--server.port=0", exposed);
				ConfigurableApplicationContext shown = run("--server.port=0", exposed,
						"--spring.application.name=billing", "--management.endpoint.ports.show-values=always")) {
			String common = "\"pid\":" + ProcessHandle.current().pid() + ",\"directory\":\"";
			assertThat(Apps.get(Apps.localPort(hidden), "/actuator/ports")).startsWith("200 ")
				.contains("{\"name\":\"orders\"," + common + "******\",\"startedAt\":\"")
				.contains("\"ports\":{\"server\":" + Apps.localPort(hidden) + "}")
				.doesNotContain(directory, "billing");
			assertThat(Apps.get(Apps.localPort(shown), "/actuator/ports"))
				.contains("{\"name\":\"orders\"," + common + directory + "\",\"startedAt\":\"")
				.contains("\"ports\":{\"server\":" + Apps.localPort(hidden) + "}");
		}
	}

	@Test
	void portFileOfAnEarlierRunIsGoneWhenStartFails() throws Exception {
		Path file = Files.writeString(this.temp.resolve("app.port"), "8081");
		try (ServerSocket taken = Ports.taken()) {
			assertThatException().isThrownBy(
					() -> runOnce(Apps.port(taken.getLocalPort()), "--port-resolver.port-file=" + file, Apps.STAYS));
		}
		assertThat(file).doesNotExist();
	}

	@Test
	void portFileOfAnEarlierRunIsGoneBeforeTheFirstBean() throws Exception {
		Path file = Files.writeString(this.temp.resolve("app.port"), "8081");
		AtomicBoolean gone = new AtomicBoolean();
		SpringApplication application = Apps.application(Apps.Web.class);
		application.addInitializers((context) -> ((GenericApplicationContext) context)
			.registerBean(InitializingBean.class, () -> () -> gone.set(Files.notExists(file))));
		application.run("--server.port=0", "--port-resolver.port-file=" + file).close();
		assertThat(gone).isTrue();
	}

	@Test
	void portFileAndRegistryWhenEmptyAreAsIfTheyWereNotSet(CapturedOutput output) throws Exception {
		Path here = Path.of("").toAbsolutePath();
		Object permissions = Files.getAttribute(here, "posix:permissions");
		try (ConfigurableApplicationContext context = Apps.run("--server.port=0", "--port-resolver.port-file=",
				"--port-resolver.registry.directory=")) {
			assertThat(Apps.get(Apps.localPort(context), "/")).isEqualTo("200 hello");
			assertThat(output).doesNotContain("WARN");
			assertThat(Files.getAttribute(here, "posix:permissions")).isEqualTo(permissions);
		}
	}

	private int runOnce(String... arguments) {
		try (ConfigurableApplicationContext context = run(arguments)) {
			return Apps.localPort(context);
		}
	}

	private ConfigurableApplicationContext run(String... arguments) {
		return application(Apps.Web.class).run(arguments);
	}

	private SpringApplication application(Class<?>... sources) {
		SpringApplication application = Apps.application(sources);
		application.setDefaultProperties(Map.of("port-resolver.owner.timeout", "30s", "port-resolver.fallback",
				"adjacent-then-random", "spring.application.name", "orders", "port-resolver.registry.directory",
				this.temp.resolve("registry").toString()));
		return application;
	}

	private List<ApplicationRecord> records() {
		return Registry.open(new RecordingLog(), "", null, true, this.temp.resolve("registry")).applications();
	}

	/**
	 * Looks when the first beans are stopped, before the web server is.
	 */
	private record StopProbe(Runnable onStop) implements SmartLifecycle {

		@Override
		public void start() {
		}

		@Override
		public void stop() {
			this.onStop.run();
		}

		@Override
		public boolean isRunning() {
			return true;
		}

	}

	/**
	 * A bean that hears of the end before anything has ended.
	 */
	private record CloseProbe(Runnable probe) implements ApplicationListener<ContextClosedEvent> {

		@Override
		public void onApplicationEvent(ContextClosedEvent event) {
			this.probe.run();
		}

	}

}
