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
import java.net.ServerSocket;

import io.github.portresolver.testsupport.ForkedJvm;

/**
 * Listens until its standard input ends.
 */
public final class ListenerMain {

	private ListenerMain() {
	}

	/**
	 * Describe a process that listens, whose arguments must not be shown.
	 */
	static ForkedJvm.Command command() {
		return ForkedJvm.of(ListenerMain.class).withoutLibraries().options("-Dpassword=secret");
	}

	static int port(ForkedJvm listener) throws InterruptedException {
		return Integer.parseInt(listener.firstLine());
	}

	public static void main(String[] args) throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(args[0]))) {
			System.out.println(socket.getLocalPort());
			while (System.in.read() != -1) {
				// Wait
			}
		}
	}

}
