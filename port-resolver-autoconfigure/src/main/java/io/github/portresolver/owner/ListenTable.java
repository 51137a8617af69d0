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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;

import io.github.portresolver.owner.OwnerAnswer.Listener;
import org.jspecify.annotations.Nullable;

/**
 * The Linux kernel's table of TCP sockets at one moment, from {@code /proc/net/tcp} and
 * {@code /proc/net/tcp6}. Every user may read it, and it shows the sockets of all
 * processes in the network namespace of the reader, but those that are bound and neither
 * listen nor are connected.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_net.5.html">proc_net(5)</a>
 */
public final class ListenTable {

	private static final String LISTEN = "0A";

	private static final String TIME_WAIT = "06";

	// The inode of a connection that no process has any more
	private static final String CLOSED = "0";

	private final ByteOrder byteOrder;

	private final List<Row> listening = new ArrayList<>();

	private final BitSet connected = new BitSet();

	private ListenTable(ByteOrder byteOrder) {
		this.byteOrder = byteOrder;
	}

	// Null if it cannot be read
	public static @Nullable ListenTable read() {
		try {
			return read(Path.of("/proc"), ByteOrder.nativeOrder());
		}
		catch (IOException ex) {
			return null;
		}
	}

	static ListenTable read(Path proc, ByteOrder byteOrder) throws IOException {
		ListenTable table = new ListenTable(byteOrder);
		table.add(proc.resolve("net/tcp"));
		try {
			table.add(proc.resolve("net/tcp6"));
		}
		catch (NoSuchFileException ex) {
			// A kernel without IPv6
		}
		return table;
	}

	private void add(Path file) throws IOException {
		try {
			for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
				add(line);
			}
		}
		catch (IllegalArgumentException | IndexOutOfBoundsException ex) {
			throw new IOException(file + " has an unexpected format", ex);
		}
	}

	private void add(String line) throws IOException {
		String[] fields = line.strip().split(" +");
		boolean header = !fields[0].endsWith(":");
		if (header || fields[3].equals(TIME_WAIT)) {
			return;
		}
		InetSocketAddress local = address(fields[1]);
		if (fields[3].equals(LISTEN)) {
			this.listening.add(new Row(local, Long.parseLong(fields[7]), ProcLookup.socket(fields[9])));
		}
		else if (!fields[9].equals(CLOSED)) {
			this.connected.set(local.getPort());
		}
	}

	private InetSocketAddress address(String local) throws IOException {
		int colon = local.indexOf(':');
		ByteBuffer address = ByteBuffer.wrap(HexFormat.of().parseHex(local, 0, colon));
		// The kernel prints words of 32 bits in its own byte order, each in network order
		for (int index = 0; index + Integer.BYTES <= address.capacity(); index += Integer.BYTES) {
			int word = address.order(ByteOrder.BIG_ENDIAN).getInt(index);
			address.order(this.byteOrder).putInt(index, word);
		}
		int port = Integer.parseInt(local.substring(colon + 1), 16);
		return new InetSocketAddress(InetAddress.getByAddress(address.array()), port);
	}

	List<Row> rows(int port) {
		List<Row> rows = new ArrayList<>();
		for (Row row : this.listening) {
			if (row.address().getPort() == port) {
				rows.add(row);
			}
		}
		return rows;
	}

	// Also those of IPv6, which a JVM with java.net.preferIPv4Stack can neither bind nor
	// connect to
	public List<InetSocketAddress> listeners(int port) {
		return rows(port).stream().map(Row::address).toList();
	}

	// By a listener on a conflicting address, or by a connection whose local port it is
	public boolean isTaken(InetSocketAddress wanted) {
		return this.connected.get(wanted.getPort())
				|| listeners(wanted.getPort()).stream().anyMatch((holder) -> Listener.conflict(holder, wanted));
	}

	record Row(InetSocketAddress address, long uid, String socket) {

	}

}
