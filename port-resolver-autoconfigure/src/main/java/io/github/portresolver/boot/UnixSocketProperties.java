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

package io.github.portresolver.boot;

import io.github.portresolver.unix.SocketPermissions;
import org.jspecify.annotations.Nullable;

/**
 * Serving on a Unix domain socket.
 *
 * @since 0.1.0
 */
public class UnixSocketProperties {

	/**
	 * The path of the socket file to serve on, used exactly as given, or '@' and a name
	 * in Linux's abstract namespace, which Reactor Netty's epoll alone can serve on.
	 */
	private @Nullable String path;

	/**
	 * Who may connect to the socket file, as 'ls -l' prints permissions. The owner only
	 * if it is not set.
	 */
	private @Nullable SocketPermissions permissions;

	/**
	 * Whether to serve on the socket only, and on no port.
	 */
	private boolean only;

	public @Nullable String getPath() {
		return this.path;
	}

	public void setPath(@Nullable String path) {
		this.path = path;
	}

	public @Nullable SocketPermissions getPermissions() {
		return this.permissions;
	}

	public void setPermissions(@Nullable SocketPermissions permissions) {
		this.permissions = permissions;
	}

	public boolean isOnly() {
		return this.only;
	}

	public void setOnly(boolean only) {
		this.only = only;
	}

}
