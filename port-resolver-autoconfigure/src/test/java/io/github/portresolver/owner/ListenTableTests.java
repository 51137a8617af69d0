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
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link ListenTable}.
 */
class ListenTableTests {

	private static final String V6_ANY = "0".repeat(32);

	private FakeProc proc;

	@BeforeEach
	void setUp(@TempDir Path directory) {
		this.proc = new FakeProc(directory);
	}

	@Test
	void rowsHoldsListenersOfThePortOnly() throws Exception {
		this.proc.table("tcp", FakeProc.row("0100007F:1F90", "0A", 1000, 12345),
				FakeProc.row("0100007F:1F91", "0A", 1000, 1), FakeProc.row("0100007F:1F90", "01", 1000, 2),
				FakeProc.row("0100007F:1F90", "06", 0, 0), "", "\n", "rubbish\n");
		assertThat(rows())
			.containsExactly(new ListenTable.Row(new InetSocketAddress("127.0.0.1", 8080), 1000, "socket:[12345]"));
	}

	@Test
	void rowsHoldsIpv6AndShowsMappedAsIpv4() throws Exception {
		this.proc.table("tcp")
			.table("tcp6", FakeProc.row(V6_ANY + ":1F90", "0A", 0, 1),
					FakeProc.row("00000000000000000000000001000000:1F90", "0A", 0, 2),
					FakeProc.row("0000000000000000FFFF00000100007F:1F90", "0A", 4294967295L, 3));
		assertThat(rows()).extracting(ListenTable.Row::address)
			.containsExactly(new InetSocketAddress("::", 8080), new InetSocketAddress("::1", 8080),
					new InetSocketAddress("127.0.0.1", 8080));
		assertThat(rows().get(2).address().getAddress()).isInstanceOf(Inet4Address.class);
	}

	@Test
	void rowsWhenBigEndianReadsAddressesAsTheyStand() throws Exception {
		this.proc.table("tcp", FakeProc.row("7F000001:1F90", "0A", 0, 1));
		assertThat(ListenTable.read(this.proc.root(), ByteOrder.BIG_ENDIAN).rows(8080).get(0).address())
			.isEqualTo(new InetSocketAddress("127.0.0.1", 8080));
	}

	@Test
	void isTakenTellsListenersAndConnectionsFromWhatIsGone() throws Exception {
		this.proc.table("tcp", FakeProc.row("0100007F:1F90", "0A", 0, 1), FakeProc.row("0100007F:1F91", "01", 0, 2),
				FakeProc.row("0100007F:1F92", "06", 0, 0), FakeProc.row("0100007F:1F93", "05", 0, 0));
		ListenTable table = ListenTable.read(this.proc.root(), ByteOrder.LITTLE_ENDIAN);
		assertThat(IntStream.rangeClosed(8080, 8084).filter((port) -> table.isTaken(new InetSocketAddress(port))))
			.containsExactly(8080, 8081);
		assertThat(table.isTaken(new InetSocketAddress("127.0.0.2", 8080))).isFalse();
	}

	@Test
	void rowsWhenThereIsNoTableOrItsFormatIsUnexpectedThrows() throws Exception {
		assertThatIOException().isThrownBy(this::rows).isInstanceOf(NoSuchFileException.class);
		this.proc.table("tcp", FakeProc.row("0100007F:zz", "0A", 0, 1));
		assertThatIOException().isThrownBy(this::rows).withMessageEndingWith("unexpected format");
		this.proc.table("tcp", FakeProc.row("01007F:1F90", "0A", 0, 1));
		assertThatIOException().isThrownBy(this::rows);
		this.proc.table("tcp", FakeProc.row("0100007F:10000", "01", 0, 1));
		assertThatIOException().isThrownBy(this::rows);
	}

	private List<ListenTable.Row> rows() throws IOException, InterruptedException {
		return ListenTable.read(this.proc.root(), ByteOrder.LITTLE_ENDIAN).rows(8080);
	}

}
