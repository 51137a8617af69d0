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

/**
 * The server of the application cannot serve on a name in Linux's abstract namespace.
 *
 * @since 0.1.0
 */
public class AbstractNameException extends RuntimeException {

	private final transient UnixSocketRequest request;

	AbstractNameException(String server, UnixSocketRequest request) {
		super("%s cannot serve on %s: only Reactor Netty's epoll can serve on a name in Linux's abstract namespace"
			.formatted(server, request.path()));
		this.request = request;
	}

	/**
	 * Return what was asked for.
	 * @return the request
	 */
	public UnixSocketRequest getRequest() {
		return this.request;
	}

}
