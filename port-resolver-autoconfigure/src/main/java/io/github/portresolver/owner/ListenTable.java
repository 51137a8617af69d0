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
import java.util.Objects;

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

	private static final Path PROC = Path.of("/proc");

	private static final int PORTS = 65536;

	private static final String LISTEN = "0A";

	private static final String TIME_WAIT = "06";

	private final ByteOrder byteOrder;

	private final List<Row> listening = new ArrayList<>();

	private final BitSet connected = new BitSet();

	private ListenTable(ByteOrder byteOrder) {
		this.byteOrder = byteOrder;
	}

	/**
	 * Read the table.
	 * @return the table, or {@code null} if it cannot be read
	 */
	public static @Nullable ListenTable read() {
		try {
			return read(PROC, ByteOrder.nativeOrder());
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
		if (fields.length < 5 || !fields[0].endsWith(":")) {
			return;
		}
		int colon = fields[1].indexOf(':');
		String host = fields[1].substring(0, colon);
		int port = Objects.checkIndex(Integer.parseInt(fields[1].substring(colon + 1), 16), PORTS);
		String state = fields[3];
		if (state.equals(TIME_WAIT)) {
			return;
		}
		long inode = Long.parseLong(fields[9]);
		if (state.equals(LISTEN)) {
			InetSocketAddress address = new InetSocketAddress(address(host), port);
			this.listening.add(new Row(address, Long.parseLong(fields[7]), inode));
		}
		else if (inode != 0) {
			this.connected.set(port);
		}
	}

	private InetAddress address(String hex) throws IOException {
		ByteBuffer address = ByteBuffer.wrap(HexFormat.of().parseHex(hex));
		// The kernel prints words of 32 bits in its own byte order, each in network order
		for (int index = 0; index + Integer.BYTES <= address.capacity(); index += Integer.BYTES) {
			int word = address.order(ByteOrder.BIG_ENDIAN).getInt(index);
			address.order(this.byteOrder).putInt(index, word);
		}
		return InetAddress.getByAddress(address.array());
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

	/**
	 * Return the addresses on which someone listens on a port, including IPv6 addresses
	 * that a JVM with {@code -Djava.net.preferIPv4Stack=true} can neither bind nor
	 * connect to.
	 */
	public List<InetSocketAddress> listeners(int port) {
		return rows(port).stream().map(Row::address).toList();
	}

	/**
	 * Return whether a socket is in the way of an address.
	 * @return {@code true} if someone listens on a conflicting address, or if the port is
	 * the local one of a connection
	 */
	public boolean isTaken(InetSocketAddress wanted) {
		return this.connected.get(wanted.getPort())
				|| listeners(wanted.getPort()).stream().anyMatch((holder) -> Listener.conflict(holder, wanted));
	}

	/**
	 * A listening socket.
	 */
	record Row(InetSocketAddress address, long uid, long inode) {

	}

}
