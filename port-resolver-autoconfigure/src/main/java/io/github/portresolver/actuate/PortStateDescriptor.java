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

package io.github.portresolver.actuate;

import java.util.List;

import io.github.portresolver.actuate.PortsDescriptor.OwnerDescriptor;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * Who listens on one port of this machine.
 *
 * @param port the port
 * @param state {@code free} or {@code in-use}
 * @param listeners who listens
 * @since 0.1.0
 */
public record PortStateDescriptor(int port, String state,
		List<ListenerDescriptor> listeners) implements OperationResponseBody {

	/**
	 * A listening socket.
	 *
	 * @param address the local address
	 * @param owner the process; a field that is not known is left out
	 */
	public record ListenerDescriptor(String address, OwnerDescriptor owner) {

	}

}
