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

package io.github.portresolver.owner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.github.portresolver.owner.ProcessDetails.UserNames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UserNames}.
 */
class UserNamesTests {

	@TempDir
	private Path directory;

	@Test
	void getReturnsTheNameOfTheUserOrTheNumber() throws IOException {
		assertThat(names("root:x:0:0:root:/root:/bin/sh\nalice:x:1000:100::/:\n").get(1000)).isEqualTo("alice");
		assertThat(names("alice:x:1000:1001::/:\n").get(1001)).as("of a group").isEqualTo("uid 1001");
		assertThat(names("\n+::::::\nxyz\nb\u00fcg:x\nalice:x:1000:100::/:").get(1000)).isEqualTo("alice");
		assertThat(new UserNames(this.directory.resolve("none")).get(1001)).isEqualTo("uid 1001");
	}

	private UserNames names(String content) throws IOException {
		return new UserNames(Files.writeString(this.directory.resolve("passwd"), content));
	}

}
