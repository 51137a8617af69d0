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
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * The ports of this application. What is not known is {@code null} and left out of the
 * response.
 *
 * @param ports the ports by name
 * @param fallback what happens when a port cannot be had, or {@code null} if nothing was
 * resolved
 * @param unixSocket the Unix domain socket, or {@code null} if there is none
 * @param applications every application of this user that runs on this machine, only this
 * process's if values are not shown, or {@code null} if there is no registry
 */
public record PortsDescriptor(Map<String, PortDescriptor> ports, @Nullable FallbackDescriptor fallback,
		@Nullable UnixSocketDescriptor unixSocket,
		@Nullable List<ApplicationDescriptor> applications) implements OperationResponseBody {

	/**
	 * A port.
	 *
	 * @param property the property that asked for it
	 * @param origin where the property was set, or {@code null} if it was not
	 * @param requested the port asked for, 0 for a random one
	 * @param port the port
	 * @param source where the port came from
	 * @param address the local address, {@code *} for every address
	 * @param url where the port is reached
	 * @param hold how it was held until the server served
	 * @param transport the I/O model with which the server serves, or {@code null} if it
	 * is not known
	 * @param elapsed how long choosing and binding it took, as an ISO-8601 duration
	 * @param attempts what was tried, the port itself last
	 */
	public record PortDescriptor(String property, @Nullable String origin, int requested, int port, String source,
			String address, String url, String hold, @Nullable String transport, String elapsed,
			List<AttemptDescriptor> attempts) {

	}

	/**
	 * A port that was tried.
	 *
	 * @param port the port
	 * @param source where the candidate came from
	 * @param outcome what it came to
	 * @param owner who had it, or {@code null} if that was not looked up or is not known
	 */
	public record AttemptDescriptor(int port, String source, String outcome, @Nullable OwnerDescriptor owner) {

	}

	/**
	 * What happens when a port cannot be had.
	 *
	 * @param value the fallback
	 * @param reason why it is this one
	 */
	public record FallbackDescriptor(String value, String reason) {

	}

	/**
	 * An application that runs on this machine.
	 *
	 * @param name its name
	 * @param pid its process id
	 * @param directory its working directory
	 * @param startedAt when it started, as an ISO-8601 instant
	 * @param ports its ports by name
	 */
	public record ApplicationDescriptor(String name, long pid, @Nullable String directory, String startedAt,
			Map<String, Integer> ports) {

	}

	/**
	 * A process.
	 *
	 * @param pid the process id
	 * @param name the executable with the main class or jar
	 * @param since when it started, as an ISO-8601 instant
	 * @param user the user it runs as
	 * @param directory its working directory
	 */
	public record OwnerDescriptor(@Nullable Long pid, @Nullable String name, @Nullable String since,
			@Nullable String user, @Nullable String directory) {

	}

	/**
	 * A Unix domain socket.
	 *
	 * @param path its path
	 * @param permissions who may connect, as {@code ls -l} prints it, or {@code null} if
	 * it is a name without permissions
	 * @param state {@code held}, {@code serving} or {@code closed}
	 */
	public record UnixSocketDescriptor(String path, @Nullable String permissions, String state) {

	}

	/**
	 * Who listens on one port of this machine.
	 *
	 * @param port the port
	 * @param state {@code free} or {@code in-use}
	 * @param listeners who listens
	 */
	public record PortStateDescriptor(int port, String state,
			List<ListenerDescriptor> listeners) implements OperationResponseBody {

	}

	/**
	 * A listening socket.
	 *
	 * @param address the local address
	 * @param owner the process; a field that is not known is left out
	 */
	public record ListenerDescriptor(String address, OwnerDescriptor owner) {

	}

}
