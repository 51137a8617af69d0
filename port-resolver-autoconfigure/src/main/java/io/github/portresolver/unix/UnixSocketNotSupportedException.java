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
 * The server of the application cannot serve on the Unix domain socket that is asked for.
 *
 * @since 0.1.0
 */
public class UnixSocketNotSupportedException extends RuntimeException {

	private final transient UnixSocketRequest request;

	private final String server;

	UnixSocketNotSupportedException(UnixSocketRequest request, String server) {
		super(server + " cannot serve on " + request);
		this.request = request;
		this.server = server;
	}

	/**
	 * Return what was asked for.
	 * @return the request
	 */
	public UnixSocketRequest getRequest() {
		return this.request;
	}

	/**
	 * Return what cannot do it.
	 * @return for example {@code Tomcat}
	 */
	public String getServer() {
		return this.server;
	}

}
