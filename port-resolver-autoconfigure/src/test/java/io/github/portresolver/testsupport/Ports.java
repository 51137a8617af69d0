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

package io.github.portresolver.testsupport;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * Ports for tests. They lie below the range from which the system draws, so that no
 * outgoing connection takes one between its choice and its use.
 */
public final class Ports {

	private static final int LOWEST = 11000;

	private static final int HIGHEST = 31999;

	private static final int TIMEOUT = 10_000;

	private Ports() {
	}

	/**
	 * Return a port that is free, and so is the next one.
	 */
	public static int free() {
		return freeRun(2);
	}

	/**
	 * Return the first of several free ports in a row.
	 */
	public static int freeRun(int length) {
		for (int attempt = 0; attempt < 1000; attempt++) {
			int first = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST - length);
			if (isFreeRun(first, length)) {
				return first;
			}
		}
		throw new IllegalStateException("No " + length + " free ports in a row");
	}

	private static boolean isFreeRun(int first, int length) {
		return IntStream.range(first, first + length).allMatch(Ports::isFree);
	}

	public static boolean isFree(int port) {
		try (ServerSocketChannel channel = listen(port)) {
			return channel.isOpen();
		}
		catch (IOException ex) {
			return false;
		}
	}

	public static InetAddress address(String host) throws IOException {
		return InetAddress.getByName(host);
	}

	public static ServerSocketChannel listen(int port) throws IOException {
		return listen(null, port);
	}

	/**
	 * Listen as others do: on an IPv4 address with a socket of IPv4, as most programs,
	 * and on a mapped one with a socket of both, as Java.
	 */
	public static ServerSocketChannel listen(String host, int port) throws IOException {
		boolean ipv4 = host != null && !host.contains(":");
		ServerSocketChannel channel = ipv4 ? ServerSocketChannel.open(StandardProtocolFamily.INET)
				: ServerSocketChannel.open();
		try {
			InetAddress address = (host != null) ? address(host) : null;
			return channel.bind(new InetSocketAddress(address, port));
		}
		catch (IOException ex) {
			channel.close();
			throw ex;
		}
	}

	/**
	 * Listen on a port of which the next one is free.
	 * @return the socket, which the caller closes
	 * @throws IOException if another took the port meanwhile
	 */
	public static ServerSocket taken() throws IOException {
		return new ServerSocket(free());
	}

	public static ServerSocket taken(String host) throws IOException {
		ServerSocket socket = new ServerSocket();
		socket.bind(new InetSocketAddress(host, free()));
		return socket;
	}

	/**
	 * Return whether a connection to the port of this machine is completed.
	 */
	public static boolean accepts(int port) throws IOException {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(address("127.0.0.1"), port), TIMEOUT);
			return true;
		}
		catch (ConnectException ex) {
			return false;
		}
	}

	/**
	 * Return whether this very channel serves those who connect to its port.
	 */
	public static boolean serves(ServerSocketChannel channel) throws IOException {
		int port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
		channel.socket().setSoTimeout(TIMEOUT);
		try (Socket client = new Socket()) {
			client.connect(new InetSocketAddress(address("127.0.0.1"), port), TIMEOUT);
			client.setSoTimeout(TIMEOUT);
			try (Socket accepted = channel.socket().accept()) {
				accepted.getOutputStream().write(42);
				return client.getInputStream().read() == 42;
			}
		}
	}

}
