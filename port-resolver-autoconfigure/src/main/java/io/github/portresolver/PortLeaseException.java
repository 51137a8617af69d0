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

package io.github.portresolver;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a port cannot be leased. The message names the holder, as far as it is
 * known.
 *
 * @since 0.1.0
 */
public class PortLeaseException extends RuntimeException {

	private final int port;

	private final @Nullable Long holderPid;

	/**
	 * Create an exception.
	 * @param message what happened
	 * @param port the port, of a range the first one
	 * @param holderPid the process that has it, or {@code null} if that is not known
	 */
	public PortLeaseException(String message, int port, @Nullable Long holderPid) {
		super(message);
		this.port = port;
		this.holderPid = holderPid;
	}

	/**
	 * Return the port that was asked for, of a range the first one.
	 * @return 1 to 65535
	 */
	public int getPort() {
		return this.port;
	}

	/**
	 * Return the process that has the port.
	 * @return its process id, or {@code null} if it is not known
	 */
	public @Nullable Long getHolderPid() {
		return this.holderPid;
	}

}
