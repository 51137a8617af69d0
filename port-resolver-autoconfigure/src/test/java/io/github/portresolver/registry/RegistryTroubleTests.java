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

package io.github.portresolver.registry;

import io.github.portresolver.testsupport.RecordingLog;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RegistryTrouble}.
 */
class RegistryTroubleTests {

	private final RecordingLog log = new RecordingLog();

	@Test
	void reportWhenConfiguredWarnsOnce() {
		RegistryTrouble trouble = new RegistryTrouble(this.log, true);
		trouble.report("one");
		trouble.report("two");
		trouble.report("one");
		assertThat(this.log.lines()).containsExactly("WARN one", "DEBUG two", "DEBUG one");
	}

	@Test
	void reportWhenNotConfiguredNeverWarns() {
		RegistryTrouble trouble = new RegistryTrouble(this.log, false);
		trouble.report("one");
		trouble.report("two");
		assertThat(this.log.lines()).containsExactly("DEBUG one", "DEBUG two");
	}

}
