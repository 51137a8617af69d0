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

package io.github.portresolver.publish;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.portresolver.testsupport.RecordingLog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PortFile}.
 */
@Timeout(60)
class PortFileTests {

	@TempDir
	Path temp;

	private final RecordingLog log = new RecordingLog();

	private Path path;

	private PortFile file;

	@BeforeEach
	void create() {
		this.path = this.temp.resolve("app.port");
		this.file = new PortFile(this.path, this.log);
	}

	@Test
	void writeLeavesBareNumberAndNothingElseWhichIsRemoved() throws Exception {
		this.file.write(8081);
		assertThat(Files.readAllBytes(this.path)).asString().isEqualTo("8081");
		assertThat(this.temp.toFile().list()).containsExactly("app.port");
		this.file.remove();
		assertThat(this.temp).isEmptyDirectory();
		this.file.write(8081);
		Files.delete(this.path);
		this.file.remove();
		assertThat(this.temp).isEmptyDirectory();
	}

	@Test
	void writeCreatesMissingParentsAndReplacesWhatARunThatWasKilledLeft() throws Exception {
		Path below = this.temp.resolve("run/app/port");
		new PortFile(below, this.log).write(8081);
		assertThat(below).hasContent("8081");
		Files.writeString(below, "of the last run, which was killed");
		Files.writeString(below.resolveSibling(".port." + ProcessHandle.current().pid() + ".tmp"), "80");
		new PortFile(below, this.log).write(8082);
		assertThat(below).hasContent("8082");
	}

	@Test
	@DisabledOnOs(OS.WINDOWS)
	void writeReplacesLinkAndNotItsTarget() throws Exception {
		Path target = Files.writeString(this.temp.resolve("target"), "untouched");
		Files.createSymbolicLink(this.path, target);
		this.file.write(8081);
		assertThat(this.path).isRegularFile().hasContent("8081");
		assertThat(Files.isSymbolicLink(this.path)).isFalse();
		assertThat(target).hasContent("untouched");
	}

	@Test
	void writeWhenReadMeanwhileIsNeverSeenInPart() throws Exception {
		this.file.write(10001);
		AtomicBoolean done = new AtomicBoolean();
		CompletableFuture<Integer> reader = CompletableFuture.supplyAsync(() -> readUntil(done));
		for (int i = 0; i < 500; i++) {
			this.file.write((i % 2 == 0) ? 8081 : 10001);
		}
		done.set(true);
		assertThat(reader.get(30, TimeUnit.SECONDS)).isPositive();
	}

	private int readUntil(AtomicBoolean done) {
		int reads = 0;
		do {
			assertThat(this.path).content().isIn("8081", "10001");
			reads++;
		}
		while (!done.get());
		return reads;
	}

	@Test
	void writeWhenPathIsDirectoryOrRootOrBelowAFileWarnsAndLeavesIt() throws Exception {
		Files.createDirectories(this.path.resolve("below"));
		this.file.write(8081);
		assertThat(this.path.resolve("below")).isDirectory();
		assertThat(this.temp.toFile().list()).containsExactly("app.port");
		this.file.remove();
		assertThat(this.path.resolve("below")).isDirectory();
		assertThat(this.log.lines()).singleElement()
			.asString()
			.startsWith("WARN Port file '" + this.path + "' could not be written: ");
		Path root = this.temp.getRoot();
		new PortFile(root, this.log).write(8081);
		assertThat(this.log.lines()).last()
			.isEqualTo("WARN Port file '%1$s' could not be written: '%1$s' is not the path of a file".formatted(root));
		Path file = Files.writeString(this.temp.resolve("file"), "a file");
		new PortFile(file.resolve("below"), this.log).write(8081);
		assertThat(this.log.lines()).hasSize(3);
		assertThat(file).hasContent("a file");
	}

	@Test
	void removeWhenNotWrittenOrReplacedByTheNextStartLeavesItsFile() throws Exception {
		new PortFile(this.path, this.log).write(8081);
		this.file.remove();
		assertThat(this.path).hasContent("8081");
		this.file.write(8081);
		new PortFile(this.path, this.log).write(8081);
		this.file.remove();
		assertThat(this.path).hasContent("8081");
	}

	@Test
	@DisabledOnOs(OS.WINDOWS)
	void removeWhenReplacedByLinkLeavesItAndItsTarget() throws Exception {
		this.file.write(8081);
		Path moved = Files.move(this.path, this.temp.resolve("moved"), StandardCopyOption.ATOMIC_MOVE);
		Files.createSymbolicLink(this.path, moved);
		this.file.remove();
		assertThat(this.path).isSymbolicLink();
		assertThat(moved).hasContent("8081");
	}

	@Test
	void removeWhenEditedInPlaceRemovesIt() throws Exception {
		this.file.write(8081);
		Files.writeString(this.path, "\n", StandardOpenOption.APPEND);
		this.file.remove();
		assertThat(this.path).doesNotExist();
	}

	@Test
	void removeStaleRemovesPortOfAnEarlierRun() throws Exception {
		new PortFile(this.path, this.log).write(8081);
		this.file.removeStale();
		assertThat(this.temp).isEmptyDirectory();
		this.file.removeStale();
	}

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1 localhost", "808100", "80x", "" })
	void removeStaleLeavesWhatIsNoPort(String content) throws Exception {
		Files.writeString(this.path, content);
		this.file.removeStale();
		assertThat(this.path).hasContent(content);
	}

}
