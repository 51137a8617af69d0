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

import io.github.portresolver.handoff.HeldPorts;
import io.github.portresolver.publish.Announcement;
import io.github.portresolver.registry.ApplicationRecords;
import io.github.portresolver.unix.UnixSocket;
import org.jspecify.annotations.Nullable;

/**
 * What a start has before there is a context.
 *
 * @param heldPorts what is held for its servers
 * @param announcement what is to be announced once they serve
 * @param unixSocket the Unix domain socket, or {@code null} if there is none
 * @param records the registry's records, or {@code null} if there is no registry
 */
record PreparedStart(HeldPorts heldPorts, Announcement announcement, @Nullable UnixSocket unixSocket,
		@Nullable ApplicationRecords records) {

	/**
	 * Let go of what no server took, when all servers have started.
	 */
	void closeUnadopted() {
		this.heldPorts.closeUnadopted();
		if (this.unixSocket != null) {
			this.unixSocket.closeUnadopted();
		}
	}

	/**
	 * Let go of everything, because the start failed.
	 */
	void close() {
		this.heldPorts.destroy();
		if (this.unixSocket != null) {
			this.unixSocket.destroy();
		}
	}

}
