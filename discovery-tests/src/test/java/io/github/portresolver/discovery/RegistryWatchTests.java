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

package io.github.portresolver.discovery;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.github.portresolver.registry.Registry;
import io.github.portresolver.testsupport.Await;
import io.github.portresolver.testsupport.RecordingLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cloud.client.discovery.event.HeartbeatEvent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RegistryWatch}.
 */
@ExtendWith(OutputCaptureExtension.class)
class RegistryWatchTests {

	private final RecordingLog log = new RecordingLog();

	private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();

	@TempDir
	Path temp;

	@Test
	void publishesAlsoAfterAListenerThrewAndEndsWithItsContext(CapturedOutput output) throws Exception {
		RegistryWatch watch = watch();
		watch.start();
		Registry other = registry();
		other.register(other.record(Map.of("server", 8080), Map.of()));
		assertThat(this.events.poll(30, TimeUnit.SECONDS)).isInstanceOf(HeartbeatEvent.class);
		other.unregister();
		assertThat(this.events.poll(30, TimeUnit.SECONDS)).isInstanceOf(HeartbeatEvent.class);
		Await.until(
				() -> output.toString().contains("A listener failed to handle that an application started or ended"));
		assertThat(isWatching()).isTrue();
		watch.destroy();
		Await.until(() -> !isWatching());
	}

	@Test
	void startAfterTheContextWasClosedDoesNothing() {
		RegistryWatch watch = watch();
		watch.destroy();
		watch.start();
		assertThat(isWatching()).isFalse();
	}

	private static boolean isWatching() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.anyMatch((thread) -> thread.getName().startsWith("port-resolver-registry") && thread.isDaemon());
	}

	private RegistryWatch watch() {
		return new RegistryWatch(new RunningApplications(this.log, this::registry), (event) -> {
			this.events.add(event);
			throw new IllegalStateException("A listener that fails");
		});
	}

	private Registry registry() {
		return Registry.open(this.log, "orders", null, true, this.temp.resolve("registry"));
	}

}
