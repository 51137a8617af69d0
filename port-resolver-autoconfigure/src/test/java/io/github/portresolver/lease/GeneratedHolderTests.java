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

package io.github.portresolver.lease;

import io.github.portresolver.lease.Leases.Lease;
import io.github.portresolver.testsupport.Garbage;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what a lock file says about its holder with generated text.
 */
class GeneratedHolderTests {

	@Provide
	Arbitrary<String> facts() {
		return Garbage.text(ProcessHandle.current().pid() + " 1763762400", "1 0");
	}

	@Property
	void holderIsNobodyOrKnown(@ForAll("facts") String facts) {
		assertThat(Garbage.inTime(() -> Lease.holder(facts))).satisfiesAnyOf((owner) -> assertThat(owner).isNull(),
				(owner) -> assertThat(facts).startsWith(String.valueOf(owner.pid())));
	}

}
