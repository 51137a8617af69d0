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

package io.github.portresolver.resolve;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.github.portresolver.Fallback;
import io.github.portresolver.Hold;
import io.github.portresolver.PortConflictException.Reason;
import io.github.portresolver.lease.Leases;
import io.github.portresolver.resolve.PortResolver.Resolution;
import io.github.portresolver.resolve.PortResolver.StartHistory;
import io.github.portresolver.testsupport.Ports;
import io.github.portresolver.testsupport.Requests;

/**
 * Does what has to be done by another process, another user or a JVM without IPv6.
 */
public final class ForkedMain {

	private ForkedMain() {
	}

	public static void main(String[] args) throws Exception {
		switch (args[0]) {
			case "bind" -> bind(InetAddress.getByName(args[1]), Integer.parseInt(args[2]));
			case "descriptors" -> withoutDescriptors(Integer.parseInt(args[1]));
			case "classify" -> classify(InetAddress.getByName(args[1]), Integer.parseInt(args[2]), args[3]);
			case "race" -> race(Path.of(args[1]), Hold.valueOf(args[2]));
			case "resolve" -> resolve(Integer.parseInt(args[1]));
			default -> throw new IllegalArgumentException(args[0]);
		}
	}

	private static void bind(InetAddress address, int port) {
		for (Hold hold : List.of(Hold.HAND_OFF, Hold.GUARD)) {
			BindOutcome outcome = PortBinder.ofSystem(null).bind(address, port, 0, hold);
			System.out.println((outcome instanceof BindOutcome.Bound bound) ? close(bound) : outcome);
		}
	}

	private static String close(BindOutcome.Bound bound) {
		bound.port().close();
		return bound.label();
	}

	private static void withoutDescriptors(int port) throws IOException {
		// Loading classes takes descriptors, too
		try (ServerSocketChannel taken = Ports.listen(port)) {
			resolve(port, Fallback.NONE);
			System.out.println(new BindOutcome.Failed(Reason.NO_SOCKET, port, new IOException(taken.toString())));
		}
		List<SocketChannel> all = new ArrayList<>();
		try {
			while (true) {
				all.add(SocketChannel.open());
			}
		}
		catch (IOException ex) {
			resolve(port);
		}
		finally {
			for (SocketChannel channel : all) {
				channel.close();
			}
		}
		resolve(port, Fallback.NONE);
	}

	// Bind a port at the time that is read after it, and close it at the next line
	private static void race(Path registry, Hold hold) throws IOException {
		PortBinder binder = PortBinder.ofSystem(new Leases(registry, System.out::println));
		BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
		for (String line = in.readLine(); line != null; line = in.readLine()) {
			String[] round = line.split(" ");
			while (System.nanoTime() - Long.parseLong(round[1]) < 0) {
				Thread.onSpinWait();
			}
			BindOutcome outcome = binder.bind(null, Integer.parseInt(round[0]), 0, hold);
			System.out.println(round[1] + " " + outcome.label());
			in.readLine();
			if (outcome instanceof BindOutcome.Bound bound) {
				bound.port().close();
			}
			System.out.println(round[1] + " over");
		}
	}

	private static void classify(InetAddress address, int port, String text) {
		System.out.println(BindOutcome.ofFailure(new BindException(text), new InetSocketAddress(address, port)));
	}

	private static void resolve(int port) {
		for (Fallback fallback : Fallback.values()) {
			if (fallback != Fallback.AUTO) {
				resolve(port, fallback);
			}
		}
	}

	private static void resolve(int port, Fallback fallback) {
		Resolution resolution = PortResolver.ofSystem(null)
			.resolve(List.of(Requests.server(port, fallback)), Requests.rules(100), StartHistory.NONE, Set.of());
		if (resolution instanceof Resolution.Refused refused) {
			System.out.println(fallback + ": " + refused.outcome() + " after " + refused.attempts().size());
		}
		else if (resolution instanceof Resolution.Resolved resolved) {
			resolved.ports().forEach((allocation) -> allocation.held().close());
			System.out.println(fallback + ": " + resolved.ports().get(0).port().port());
		}
	}

}
