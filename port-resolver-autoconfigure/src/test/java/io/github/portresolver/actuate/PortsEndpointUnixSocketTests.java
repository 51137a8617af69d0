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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.github.portresolver.actuate.PortsDescriptor.UnixSocketDescriptor;
import io.github.portresolver.owner.PortOwners;
import io.github.portresolver.testsupport.RecordingLog;
import io.github.portresolver.unix.UnixSocket;
import io.github.portresolver.unix.UnixSocketRequest;
import io.github.portresolver.unix.UnixSocketRequest.SocketPermissions;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.endpoint.Show;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what {@link PortsEndpoint} tells of a Unix domain socket.
 */
class PortsEndpointUnixSocketTests {

	@Test
	void portsTellsTheSocketAndItsState() throws IOException {
		Path directory = Files.createTempDirectory(Path.of("/tmp"), "pr");
		String path = directory.resolve("app.sock").toString();
		UnixSocketRequest request = new UnixSocketRequest(path, null, SocketPermissions.valueOf("rw-rw----"), true, 0);
		UnixSocket socket = UnixSocket.bind(request, Duration.ZERO, Duration.ZERO, new RecordingLog());
		try {
			assertThat(endpoint(socket).ports().unixSocket())
				.isEqualTo(new UnixSocketDescriptor(path, "rw-rw----", "held"));
		}
		finally {
			socket.destroy();
			Files.delete(directory);
		}
		assertThat(endpoint(socket).ports().unixSocket()).extracting(UnixSocketDescriptor::state).isEqualTo("closed");
	}

	@Test
	void portsWithoutASocketTellsNone() {
		assertThat(endpoint(null).ports().unixSocket()).isNull();
	}

	private static PortsEndpoint endpoint(UnixSocket socket) {
		return new PortsEndpoint(null, socket, null, PortOwners.ofSystem(), Duration.ZERO, List.of(), Show.NEVER);
	}

}
