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

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link UnixSocketOwners} with a made-up {@code /proc}.
 */
@DisabledOnOs(OS.WINDOWS)
class UnixSocketOwnersTests {

	private static final long PID = FakeProc.PID;

	static final String LISTENS = "0000000000000000: 00000002 00000000 00010000 0001 01 ";

	private static final String CONNECTED = "0000000000000000: 00000003 00000000 00000000 0001 03 ";

	private FakeProc proc;

	private UnixSocketOwners owners;

	@BeforeEach
	void setUp(@TempDir Path directory) throws Exception {
		this.proc = new FakeProc(directory).process(PID, "/made-up/node", "node")
			.descriptor(PID, 3, "socket:[12345]")
			.process(PID + 1, "/made-up/java", "java")
			.descriptor(PID + 1, 3, "socket:[777]");
		this.owners = new UnixSocketOwners(new ProcessDetails(directory, directory.resolve("passwd")));
	}

	@Test
	void findReturnsTheProcessThatListens() throws Exception {
		this.proc.table("unix", LISTENS + "12345 /run/app.sock\n", CONNECTED + "777 /run/app.sock\n", CONNECTED + "5\n",
				LISTENS.replace("00010000", "FFFFFFFF") + "6 /run/other.sock\n");
		assertThat(find("/run/app.sock")).extracting(Owner::pid).containsExactly(PID);
	}

	@Test
	void findWhenProcessCannotBeSeenKnowsThatOneListensIfThereIsATable() throws Exception {
		assertThatIOException().isThrownBy(() -> find("@app"));
		this.proc.table("unix", LISTENS + "99 @app\n");
		assertThat(find("@app")).containsExactly(Owner.UNKNOWN);
	}

	@Test
	void findResolvesRelativeNamesInTheDirectoryOfTheirProcess() throws Exception {
		this.proc.table("unix", LISTENS + "12345 app.sock\n", LISTENS + "99 app.sock\n");
		assertThat(find("/srv/orders/app.sock")).extracting(Owner::pid).containsExactly(PID);
		assertThat(find("/srv/billing/app.sock")).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "1 2 3 10000 1 1 777 /run/app.sock\n",
			"0000000000000000: 00000002 00000000 00010000 0001 01 777 /run/app.sock\n",
			" 0000000000000000: 00000002 00000000 00010000 0001 01 778 /run/app.sock\n" })
	void findWhenANameHasALineBreakDoesNotBelieveIt(String forged) throws Exception {
		this.proc.table("unix", LISTENS + "6 /tmp/x\n" + forged, CONNECTED + "777\n");
		assertThat(find("/run/app.sock")).isEmpty();
	}

	private List<Owner> find(String path) throws Exception {
		return this.owners.find(path::equals);
	}

}
