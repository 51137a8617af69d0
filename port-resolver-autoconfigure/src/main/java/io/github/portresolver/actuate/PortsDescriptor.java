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
 * The ports of this application, as the endpoint tells them: docs/reference.md says what
 * each field means. What is not known is {@code null} and left out of the response.
 */
record PortsDescriptor(Map<String, PortDescriptor> ports, @Nullable FallbackDescriptor fallback,
		@Nullable UnixSocketDescriptor unixSocket,
		@Nullable List<ApplicationDescriptor> applications) implements OperationResponseBody {

	/**
	 * A port of this application, the last of the attempts.
	 */
	record PortDescriptor(String property, @Nullable String origin, int requested, int port, String source,
			String address, String url, String hold, @Nullable String transport, String elapsed,
			List<AttemptDescriptor> attempts) {

	}

	record AttemptDescriptor(int port, String source, String outcome, @Nullable OwnerDescriptor owner) {

	}

	record FallbackDescriptor(String value, String reason) {

	}

	record ApplicationDescriptor(String name, long pid, @Nullable String directory, String startedAt,
			Map<String, Integer> ports) {

	}

	/**
	 * A process that listens on a port, or did.
	 */
	record OwnerDescriptor(@Nullable Long pid, @Nullable String name, @Nullable String since, @Nullable String user,
			@Nullable String directory) {

	}

	/**
	 * A Unix domain socket. An abstract name has no permissions.
	 */
	record UnixSocketDescriptor(String path, @Nullable String permissions, String state) {

	}

	record PortStateDescriptor(int port, String state,
			List<ListenerDescriptor> listeners) implements OperationResponseBody {

	}

	record ListenerDescriptor(String address, OwnerDescriptor owner) {

	}

}
