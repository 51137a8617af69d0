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

package io.github.portresolver.unix;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

import org.springframework.util.function.ThrowingSupplier;

/**
 * One HTTP/1.1 connection, over a socket file or a port. Each read is bounded in time.
 */
final class UnixClient implements Closeable {

	private final SocketChannel channel;

	private final InputStream input;

	private UnixClient(SocketChannel channel) {
		this.channel = channel;
		this.input = Channels.newInputStream(channel);
	}

	static UnixClient connect(Path path) throws IOException {
		return connect(UnixDomainSocketAddress.of(path));
	}

	static UnixClient connect(int port) throws IOException {
		return connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
	}

	private static UnixClient connect(SocketAddress address) throws IOException {
		return new UnixClient(SocketChannel.open(address));
	}

	static String get(Path path, String uri) throws IOException {
		try (UnixClient client = connect(path)) {
			return client.get(uri);
		}
	}

	SocketChannel channel() {
		return this.channel;
	}

	String get(String uri) throws IOException {
		send("GET " + uri + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
		return receive();
	}

	/**
	 * Send a body, and receive the response meanwhile.
	 */
	String post(String uri, String body) throws IOException {
		String request = ("POST " + uri + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: "
				+ body.length() + "\r\n\r\n" + body);
		CompletableFuture<Void> sent = CompletableFuture.supplyAsync(ThrowingSupplier.of(() -> {
			send(request);
			return null;
		}));
		String response = receive();
		sent.join();
		return response;
	}

	void send(String text) throws IOException {
		ByteBuffer buffer = StandardCharsets.ISO_8859_1.encode(text);
		while (buffer.hasRemaining()) {
			this.channel.write(buffer);
		}
	}

	/**
	 * Receive a response, or fail when the time of the test is over, which ends the wait.
	 * @return its status, a space, and its body
	 */
	String receive() throws IOException {
		String status = line().split(" ")[1];
		// Without a length the body is as long as the connection
		int length = Integer.MAX_VALUE;
		boolean chunked = false;
		for (String header = line(); !header.isEmpty(); header = line()) {
			String lower = header.toLowerCase(Locale.ROOT);
			length = lower.startsWith("content-length:") ? Integer.parseInt(header.substring(15).strip()) : length;
			chunked |= lower.startsWith("transfer-encoding:") && lower.contains("chunked");
		}
		return status + " " + (chunked ? chunks() : read(length));
	}

	private String chunks() throws IOException {
		StringBuilder body = new StringBuilder();
		for (int length = Integer.parseInt(line(), 16); length > 0; length = Integer.parseInt(line(), 16)) {
			body.append(read(length));
			line();
		}
		line();
		return body.toString();
	}

	private String read(int length) throws IOException {
		return new String(this.input.readNBytes(length), StandardCharsets.ISO_8859_1);
	}

	private String line() throws IOException {
		ByteArrayOutputStream line = new ByteArrayOutputStream();
		for (int read = this.input.read(); read != '\n'; read = this.input.read()) {
			if (read < 0) {
				throw new IOException("The connection ended");
			}
			if (read != '\r') {
				line.write(read);
			}
		}
		return line.toString(StandardCharsets.ISO_8859_1);
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

}
