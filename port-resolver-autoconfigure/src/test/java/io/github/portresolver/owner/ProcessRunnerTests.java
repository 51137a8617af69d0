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

package io.github.portresolver.owner;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.github.portresolver.testsupport.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link ProcessRunner}.
 */
@DisabledOnOs(OS.WINDOWS)
@Timeout(60)
class ProcessRunnerTests {

	private final ProcessRunner shell = new ProcessRunner("sh", "-c");

	@Test
	void runReturnsExitCodeAndAllOutputWithTheLocaleSetAndInputClosed() throws Exception {
		assertThat(this.shell.run("echo out; echo err >&2; exit 3"))
			.isEqualTo(new ProcessRunner.Result(3, "out\nerr\n"));
		assertThat(this.shell.run("head -c 3000000 /dev/zero").output()).hasSize(3000000);
		assertThat(this.shell.run("printf %s \"$LC_ALL\"").output()).isEqualTo("C");
		assertThat(this.shell.run("cat").exitCode()).isZero();
	}

	@Test
	void runLosesNothingAtTheEnd() throws Exception {
		for (int run = 0; run < 50; run++) {
			assertThat(this.shell.run("head -c 60000 /dev/zero").output()).hasSize(60000);
		}
	}

	@Test
	void runWhenToolIsMissingCannotBeStartedOrPrintsEndlesslyThrows(@TempDir Path directory) {
		assertThatIOException().isThrownBy(() -> new ProcessRunner("no-such-tool").run())
			.withMessage("no-such-tool is not installed");
		assertThatIOException().isThrownBy(() -> new ProcessRunner(directory.toString()).run())
			.withMessage(directory + " could not be started");
		assertThatIOException().isThrownBy(() -> this.shell.run("exec cat /dev/zero"))
			.withMessage("sh printed too much");
	}

	@Test
	void runWhenAChildKeepsThePipeOpenReturns(@TempDir Path directory) throws Exception {
		Path pid = directory.resolve("pid");
		try {
			assertThat(this.shell.run("sleep 60 & echo $! >" + pid + "; echo done").output()).isEqualTo("done\n");
		}
		finally {
			long child = Long.parseLong(Files.readString(pid).strip());
			ProcessHandle.of(child).ifPresent(ProcessHandle::destroyForcibly);
		}
	}

	@Test
	void runWhenInterruptedEndsTheTool(@TempDir Path directory) throws Exception {
		Path pid = directory.resolve("pid");
		Future<OwnerAnswer> answer = new PortOwners((port) -> {
			this.shell.run("echo $$ >" + pid + ".new; mv " + pid + ".new " + pid + "; exec sleep 60");
			return OwnerAnswer.of(List.of());
		}).start(new InetSocketAddress(8080));
		Await.until(() -> Files.exists(pid));
		ProcessHandle process = ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();
		answer.cancel(true);
		process.onExit().get(10, TimeUnit.SECONDS);
		assertThat(process.isAlive()).isFalse();
	}

}
