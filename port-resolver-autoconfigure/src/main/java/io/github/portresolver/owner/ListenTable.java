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

import java.io.BufferedReader;
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
import java.util.HexFormat;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The Linux kernel's table of TCP sockets, {@code /proc/net/tcp} and
 * {@code /proc/net/tcp6}. Every user may read it, and it shows the sockets of all
 * processes in the network namespace of the reader.
 *
 * @since 0.1.0
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_net.5.html">proc_net(5)</a>
 */
public final class ListenTable {

	private static final String LISTEN = "0A";

	private final Path directory;

	private final ByteOrder byteOrder;

	ListenTable(Path proc, ByteOrder byteOrder) {
		this.directory = proc.resolve("net");
		this.byteOrder = byteOrder;
	}

	/**
	 * Return the addresses on which someone listens on a port, including IPv6 addresses
	 * that a JVM with {@code -Djava.net.preferIPv4Stack=true} can neither bind nor
	 * connect to.
	 * @param port the port
	 * @return the addresses, or {@code null} if the table cannot be read, as on systems
	 * other than Linux
	 */
	public static @Nullable List<InetSocketAddress> listeners(int port) {
		try {
			ListenTable table = new ListenTable(Path.of("/proc"), ByteOrder.nativeOrder());
			return table.rows(port).stream().map(Row::address).toList();
		}
		catch (IOException ex) {
			return null;
		}
	}

	/**
	 * Return the listening sockets of a port.
	 * @param port the port
	 * @return the rows, those of IPv4 first
	 * @throws IOException if the table cannot be read
	 */
	List<Row> rows(int port) throws IOException {
		List<Row> rows = new ArrayList<>();
		addRows(rows, "tcp", port);
		try {
			addRows(rows, "tcp6", port);
		}
		catch (NoSuchFileException ex) {
			// A kernel without IPv6
		}
		return rows;
	}

	private void addRows(List<Row> rows, String name, int port) throws IOException {
		Path file = this.directory.resolve(name);
		try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
			for (String line = reader.readLine(); line != null; line = reader.readLine()) {
				Row row = row(line.strip().split("\\s+"), port);
				if (row != null) {
					rows.add(row);
				}
			}
		}
	}

	private @Nullable Row row(String[] fields, int port) throws IOException {
		if (fields.length < 10 || !fields[3].equals(LISTEN)) {
			return null;
		}
		try {
			String[] local = fields[1].split(":", 2);
			if (Integer.parseInt(local[1], 16) != port) {
				return null;
			}
			return new Row(new InetSocketAddress(address(local[0]), port), Long.parseLong(fields[7]),
					Long.parseLong(fields[9]));
		}
		catch (IllegalArgumentException | IndexOutOfBoundsException ex) {
			throw new IOException(this.directory + " has an unexpected format", ex);
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

	/**
	 * A listening socket.
	 *
	 * @param address the address listened on
	 * @param uid the number of the user that created the socket
	 * @param inode the inode of the socket, or 0 if it has none any more
	 */
	record Row(InetSocketAddress address, long uid, long inode) {

	}

}
