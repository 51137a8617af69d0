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

package io.github.portresolver.unix;

import java.io.IOException;
import java.nio.file.Path;

import io.github.portresolver.testsupport.Program;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What tests on a Unix domain socket share: a path for it.
 */
abstract class AbstractUnixSocketTests {

	SocketDirectory directory;

	Path path;

	@BeforeEach
	void setUp() throws IOException {
		this.directory = SocketDirectory.create();
		this.path = this.directory.resolve("app.sock");
	}

	@AfterEach
	void tearDown() throws IOException {
		this.directory.close();
	}

	/**
	 * Return what has an application serve on the path.
	 */
	String path() {
		return "--port-resolver.unix-socket.path=" + this.path;
	}

	static String run(String... command) throws Exception {
		return Program.run(command).output();
	}

}
