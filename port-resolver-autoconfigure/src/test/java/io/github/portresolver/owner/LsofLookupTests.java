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

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.github.portresolver.owner.OwnerAnswer.Listener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link LsofLookup} and the lookup on Windows with scripts in place of the
 * tools.
 */
@DisabledOnOs(OS.WINDOWS)
class LsofLookupTests {

	@TempDir
	private Path directory;

	@Test
	void findReturnsProcessesWithWhatTheToolKnows() throws Exception {
		String output = "p" + FakeProc.PID + "\ncjava\nLalice\nf3\ntIPv4\nn*:8080\n";
		assertThat(find(tool("printf '" + output + "'"))).isEqualTo(listening(new InetSocketAddress("0.0.0.0", 8080),
				new Owner(FakeProc.PID, "java", "alice", null, null)));
	}

	@Test
	void findWhenProcessTellsMorePrefersThat() throws Exception {
		long pid = ProcessHandle.current().pid();
		Owner owner = find(tool("printf 'p" + pid + "\ncshort\nLsomebody\nf3\ntIPv4\nn*:8080\n'")).owner();
		assertThat(owner).isEqualTo(Owner.of(ProcessHandle.current().pid()));
	}

	@Test
	void findWhenToolPrintsNothingReturnsUnknown() throws Exception {
		assertThat(find(tool("exit 1"))).isEqualTo(OwnerAnswer.unknown("lsof shows none"));
	}

	@Test
	void findWhenToolFailsReturnsUnknown() throws Exception {
		assertThat(find(tool("echo 'lsof: illegal option'; exit 1")))
			.isEqualTo(OwnerAnswer.unknown("lsof failed: lsof: illegal option"));
		assertThat(find(tool("exit 137"))).isEqualTo(OwnerAnswer.unknown("lsof failed: exit code 137"));
		assertThat(find(tool("exit 0"))).isEqualTo(OwnerAnswer.unknown("lsof failed: exit code 0"));
	}

	@Test
	void findWhenToolIsMissingThrows() {
		assertThatIOException().isThrownBy(() -> find(new ProcessRunner("no-such-lsof")))
			.withMessage("no-such-lsof is not installed");
	}

	@Test
	void findOnWindowsReturnsProcesses() throws Exception {
		Path output = Files.writeString(this.directory.resolve("netstat"),
				"  TCP    0.0.0.0:8080   0.0.0.0:0   LISTENING   " + FakeProc.PID + "\r\n");
		PortOwners.Lookup lookup = PortOwners.windows(tool("cat " + output), ProcessDetails.ofSystem());
		assertThat(lookup.find(8080)).isEqualTo(
				listening(new InetSocketAddress("0.0.0.0", 8080), new Owner(FakeProc.PID, null, null, null, null)));
		assertThat(lookup.find(808)).isEqualTo(OwnerAnswer.of(List.of()));
	}

	private OwnerAnswer find(ProcessRunner lsof) throws IOException, InterruptedException {
		return new LsofLookup(lsof, ProcessDetails.ofSystem()).find(8080);
	}

	private static OwnerAnswer listening(InetSocketAddress address, Owner owner) {
		return OwnerAnswer.of(List.of(new Listener(address, owner)));
	}

	private static ProcessRunner tool(String script) {
		return new ProcessRunner("sh", "-c", script, "sh");
	}

}
