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
import java.nio.file.Files;
import java.nio.file.Path;

import io.github.portresolver.testsupport.Program;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * What tests on a Unix domain socket share: a path for it.
 */
abstract class AbstractUnixSocketTests {

	@TempDir(factory = InTmp.class)
	Path directory;

	Path path;

	@BeforeEach
	void setUp() {
		this.path = this.directory.resolve("app.sock");
	}

	String[] names() {
		return this.directory.toFile().list();
	}

	/**
	 * Return what has an application serve on the path.
	 */
	String path() {
		return "--port-resolver.unix-socket.path=" + this.path;
	}

	/**
	 * Run curl.
	 * @param option how it connects, as of {@code --unix-socket}
	 * @param socket the path or the name
	 * @param url what it gets
	 */
	static String curl(String option, Object socket, String url) throws Exception {
		return run("curl", "--silent", "--show-error", "--insecure", "--max-time", "30", option, socket.toString(),
				url);
	}

	static String run(String... command) throws Exception {
		return Program.run(command).output();
	}

	/**
	 * Creates directories with short paths, since that of a socket is limited.
	 */
	static final class InTmp implements TempDirFactory {

		@Override
		public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context) throws IOException {
			return Files.createTempDirectory(Path.of("/tmp"), "pr");
		}

	}

}
