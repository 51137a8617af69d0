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
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A made-up {@code /proc}.
 *
 * @param root its directory
 */
record FakeProc(Path root) {

	/**
	 * A process id beyond what Linux gives out, so that there is no such process.
	 */
	static final long PID = 99_000_000;

	static final String HEADER = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid"
			+ "  timeout inode\n";

	static String row(String local, String state, long uid, long inode) {
		String remote = local.replaceAll("[0-9A-F]", "0");
		return "   7: %s %s %s 00000000:00000000 00:00000000 00000000 %5d        0 %d 1 0000000000000000 100 0 0 10 0\n"
			.formatted(local, remote, state, uid, inode);
	}

	FakeProc table(String name, String... rows) throws IOException {
		Files.createDirectories(this.root.resolve("net"));
		Files.writeString(this.root.resolve("net").resolve(name), HEADER + String.join("", rows));
		return this;
	}

	FakeProc process(long pid, String executable, String... commandLine) throws IOException {
		Path directory = Files.createDirectories(this.root.resolve(String.valueOf(pid)));
		Files.createDirectories(directory.resolve("fd"));
		Files.createSymbolicLink(directory.resolve("exe"), Path.of(executable));
		Files.createSymbolicLink(directory.resolve("cwd"), Path.of("/srv/orders"));
		Files.writeString(directory.resolve("cmdline"), String.join("\0", commandLine) + "\0");
		return this;
	}

	FakeProc descriptor(long pid, int number, String target) throws IOException {
		Path directory = this.root.resolve(String.valueOf(pid)).resolve("fd");
		Files.createSymbolicLink(directory.resolve(String.valueOf(number)), Path.of(target));
		return this;
	}

}
