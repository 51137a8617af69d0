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

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * How long the path of a socket may be: Linux has 108 bytes for it, macOS 104. The
 * terminating zero is one of them, and the JDK leaves another one free.
 */
final class SocketAddressLength {

	static final int LONGEST = System.getProperty("os.name", "").startsWith("Mac") ? 102 : 106;

	private static final Charset CHARSET = charset(System.getProperty("sun.jnu.encoding"));

	private SocketAddressLength() {
	}

	private static Charset charset(String name) {
		return (name != null && Charset.isSupported(name)) ? Charset.forName(name) : StandardCharsets.UTF_8;
	}

	static int of(Path path) {
		return of(path.toString());
	}

	static int of(String path) {
		return path.getBytes(CHARSET).length;
	}

}
