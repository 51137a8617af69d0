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

package io.github.portresolver.sample;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Takes and frees ports of a range as fast as it can, until it is told to end, its parent
 * is gone, or its time is up.
 */
public final class PortRival {

	private static final long LONGEST = TimeUnit.MINUTES.toNanos(30);

	private PortRival() {
	}

	static SampleProcess start(int first, int count) throws IOException {
		return SampleProcess.start(Path.of(""), List.of(),
				List.of("-cp", System.getProperty("java.class.path"), PortRival.class.getName()), String.valueOf(first),
				String.valueOf(count));
	}

	/**
	 * End the rival.
	 * @return how often it took a port
	 */
	static long end(SampleProcess rival) throws IOException, InterruptedException {
		rival.closeInput();
		rival.awaitExit();
		return Long.parseLong(rival.output().strip());
	}

	public static void main(String[] args) throws IOException, InterruptedException {
		int first = Integer.parseInt(args[0]);
		int count = Integer.parseInt(args[1]);
		long end = System.nanoTime() + LONGEST;
		Thread told = new Thread(PortRival::awaitEndOfInput);
		told.setDaemon(true);
		told.start();
		long taken = 0;
		while (told.isAlive() && System.nanoTime() < end) {
			int port = first + ThreadLocalRandom.current().nextInt(count);
			try (ServerSocket socket = new ServerSocket()) {
				socket.setReuseAddress(taken % 2 == 0);
				socket.bind(new InetSocketAddress((InetAddress) null, port));
				taken++;
			}
			catch (IOException ex) {
				// Someone has it
			}
		}
		System.out.println(taken);
	}

	private static void awaitEndOfInput() {
		try {
			while (System.in.read() >= 0) {
				// Nothing is expected
			}
		}
		catch (IOException ex) {
			// The same as its end
		}
	}

}
