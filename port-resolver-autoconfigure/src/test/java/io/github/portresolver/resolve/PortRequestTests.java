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

package io.github.portresolver.resolve;

import java.io.IOException;
import java.util.List;

import io.github.portresolver.Fallback;
import io.github.portresolver.Hold;
import io.github.portresolver.resolve.PortRequest.PortKind;
import io.github.portresolver.resolve.PortRequest.UrlTemplate;
import io.github.portresolver.testsupport.Ports;
import io.github.portresolver.testsupport.Requests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PortRequest}.
 */
class PortRequestTests {

	@Test
	void isSameAsWhateverSetsThePortAndWhenItIsRolled() {
		assertThat(request("${random.int[8000,9000]}", 8001).isSameAs(request("${random.int[8000,9000]}", 8002)))
			.isTrue();
		assertThat(request("${other}", 8001).isSameAs(request("${other}", 8001))).isTrue();
		assertThat(request("${other}", 8001).isSameAs(request("${other}", 8002))).isFalse();
		assertThat(request(null, 8080).isSameAs(request("8080", 8080))).isTrue();
		assertThat(Requests.server(8080, Fallback.NONE).isSameAs(Requests.server(8080, Fallback.ADJACENT))).isFalse();
	}

	private static PortRequest request(String value, int port) {
		return new PortRequest(PortKind.SERVER, "server", "server.port", List.of(), value, null, port, null, 0,
				Requests.verdict(Fallback.NONE), Hold.GUARD, null, new UrlTemplate("http", "/"));
	}

	@Test
	void atWhenEveryAddressIsLocalhost() {
		assertThat(new UrlTemplate("http", "/").at(null, 8080)).isEqualTo("http://localhost:8080/");
	}

	@ParameterizedTest
	@CsvSource({ "0.0.0.0, https://localhost:8443/app", "::, https://localhost:8443/app",
			"127.0.0.1, https://127.0.0.1:8443/app", "192.0.2.1, https://192.0.2.1:8443/app",
			"::1, https://[::1]:8443/app", "2001:db8::1, https://[2001:db8::1]:8443/app" })
	void atWhenCertainAddressHasIt(String address, String expected) throws IOException {
		assertThat(new UrlTemplate("https", "/app").at(Ports.address(address), 8443)).isEqualTo(expected);
	}

}
