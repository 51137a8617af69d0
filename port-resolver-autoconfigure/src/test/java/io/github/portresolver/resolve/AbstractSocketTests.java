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

package io.github.portresolver.resolve;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.portresolver.testsupport.Ports;
import org.junit.jupiter.api.AfterEach;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What tests listen on, or are given, is closed after each.
 */
abstract class AbstractSocketTests {

	private final List<AutoCloseable> open = new CopyOnWriteArrayList<>();

	@AfterEach
	void close() throws Exception {
		for (AutoCloseable closeable : this.open) {
			closeable.close();
		}
	}

	ServerSocketChannel listen(int port) throws IOException {
		return listen(null, port);
	}

	ServerSocketChannel listen(String host, int port) throws IOException {
		return closedAfter(Ports.listen(host, port));
	}

	/**
	 * Return the first of several ports in a row that are taken before one that is free.
	 */
	int taken(int length) throws IOException {
		int first = Ports.freeRun(length + 1);
		for (int port = first; port < first + length; port++) {
			listen(port);
		}
		return first;
	}

	HeldPort held(BindOutcome outcome) {
		assertThat(outcome).isInstanceOf(BindOutcome.Bound.class);
		return closedAfter(((BindOutcome.Bound) outcome).port());
	}

	<T extends AutoCloseable> T closedAfter(T closeable) {
		this.open.add(closeable);
		return closeable;
	}

}
