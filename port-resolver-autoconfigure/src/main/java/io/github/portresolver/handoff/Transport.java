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

package io.github.portresolver.handoff;

import java.util.Locale;

/**
 * The I/O model with which a server serves.
 */
public enum Transport {

	// The selector where the server takes over a held socket, else the server's own
	// choice
	AUTO,

	// The JDK's selector: NIO in Tomcat and Reactor Netty, Jetty's own way
	SELECTOR,

	// The JDK's asynchronous channels: Tomcat's NIO2
	ASYNC,

	// The operating system's own interface: epoll, kqueue or io_uring in Reactor Netty
	NATIVE;

	// Whether a server with it can take over a held socket
	public boolean isAdopting() {
		return this == AUTO || this == SELECTOR;
	}

	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}

}
