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

package io.github.portresolver.benchmark;

import java.util.ArrayList;
import java.util.List;

import io.github.portresolver.owner.ListenerMain;
import io.github.portresolver.testsupport.Await;
import io.github.portresolver.testsupport.ForkedJvm;

/**
 * Processes with 20 open files each, and one more that listens, which started after half
 * of them.
 */
final class Crowd implements AutoCloseable {

	// They end in any case
	private static final String COMMAND = "for i in {10..26}; do eval \"exec $i</dev/null\"; done; exec sleep 1800";

	private final List<Process> processes = new ArrayList<>();

	private final ForkedJvm listener;

	private final int port;

	Crowd(int size) throws Exception {
		try {
			start(size / 2);
			this.listener = ForkedJvm.of(ListenerMain.class).withoutLibraries().start("127.0.0.1");
			this.port = Integer.parseInt(this.listener.firstLine());
			start(size - size / 2);
		}
		catch (Exception | Error ex) {
			end();
			throw ex;
		}
	}

	private void start(int size) throws Exception {
		for (int i = 0; i < size; i++) {
			this.processes.add(new ProcessBuilder("bash", "-c", COMMAND).start());
		}
		for (Process process : this.processes) {
			Await.until(() -> process.info().command().orElse("").endsWith("sleep"));
		}
	}

	int port() {
		return this.port;
	}

	long pid() {
		return this.listener.pid();
	}

	private void end() {
		this.processes.forEach(Process::destroyForcibly);
	}

	@Override
	public void close() {
		end();
		this.listener.close();
	}

}
