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

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.Locale;
import java.util.stream.IntStream;

import io.github.portresolver.PortConflictException.Reason;
import io.github.portresolver.owner.Owner;
import io.github.portresolver.owner.OwnerAnswer;
import io.github.portresolver.owner.OwnerAnswer.Listener;
import org.jspecify.annotations.Nullable;

/**
 * What trying to bind one port came to. Causes are told apart by cause and not by the
 * operating system's text, which may be localized.
 */
public sealed interface BindOutcome {

	// The JDK's message is strerror(3), which glibc localizes: it is believed where it is
	// the known English text, else the sockets are asked
	static BindOutcome ofFailure(Exception failure, InetSocketAddress address) {
		String text = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
		if (text.contains("address already in use")) {
			return new InUse();
		}
		if (text.contains("permission denied")) {
			return new Failed(Reason.PERMISSION_DENIED, address.getPort(), failure);
		}
		return ofSockets(failure, address);
	}

	private static BindOutcome ofSockets(Exception failure, InetSocketAddress address) {
		if (!canBind(address, 0)) {
			return new Failed(Reason.ADDRESS_NOT_AVAILABLE, address.getPort(), failure);
		}
		Failed denied = new Failed(Reason.PERMISSION_DENIED, address.getPort(), failure);
		return (denied.isPrivileged() && !canBindPrivileged(address)) ? denied : new InUse();
	}

	private static boolean canBindPrivileged(InetSocketAddress address) {
		return IntStream.rangeClosed(1, 64).map((offset) -> 1024 - offset).anyMatch((port) -> canBind(address, port));
	}

	private static boolean canBind(InetSocketAddress address, int port) {
		try (ServerSocketChannel channel = ServerSocketChannel.open()) {
			channel.bind(new InetSocketAddress(address.getAddress(), port));
			return true;
		}
		catch (IOException | RuntimeException ex) {
			return false;
		}
	}

	// As the endpoint publishes it
	default String label() {
		return "in-use";
	}

	// Whether another port may fare better
	default boolean movesOn() {
		return reason() == Reason.IN_USE;
	}

	default Reason reason() {
		return Reason.IN_USE;
	}

	// Null unless the operating system refused
	default @Nullable Exception cause() {
		return null;
	}

	// A sentence without its full stop that can be pasted into a chat. Its subject is the
	// port, for example "Port 8080"
	default String describe(String port, @Nullable InetAddress address, @Nullable OwnerAnswer owner) {
		return port + " is in use" + OwnerAnswer.by(owner);
	}

	record Bound(HeldPort port) implements BindOutcome {

		@Override
		public String label() {
			return "bound";
		}

		@Override
		public boolean movesOn() {
			return false;
		}

	}

	record InUse() implements BindOutcome {

	}

	record Leased(@Nullable Owner holder) implements BindOutcome {

		@Override
		public String describe(String port, @Nullable InetAddress address, @Nullable OwnerAnswer owner) {
			return port + " is leased by "
					+ ((this.holder != null) ? this.holder.describe() : "another application of this user");
		}

	}

	/**
	 * The operating system refuses though nobody has the port: it does not permit the
	 * port to this user, the address is not one of this machine's, or no socket could be
	 * opened, mostly because the process has too many open files.
	 */
	record Failed(Reason reason, int port, Exception cause) implements BindOutcome {

		private static final int FIRST_UNPRIVILEGED_PORT = 1024;

		// Ports below 1024 are on most systems; above, a system may have reserved a range
		public boolean isPrivileged() {
			return this.port < FIRST_UNPRIVILEGED_PORT;
		}

		@Override
		public String label() {
			return switch (this.reason) {
				case PERMISSION_DENIED -> "denied";
				case ADDRESS_NOT_AVAILABLE -> "unavailable";
				case NO_SOCKET, IN_USE -> "no-socket";
			};
		}

		@Override
		public boolean movesOn() {
			return this.reason == Reason.PERMISSION_DENIED && !isPrivileged();
		}

		@Override
		public String describe(String port, @Nullable InetAddress address, @Nullable OwnerAnswer owner) {
			return port + " cannot be bound: " + switch (this.reason) {
				case PERMISSION_DENIED -> "permission denied (" + (isPrivileged() ? "ports below 1024 are privileged)"
						: "the operating system may have reserved the port)");
				case ADDRESS_NOT_AVAILABLE ->
					(address != null) ? Listener.print(address) + " is not an address of this machine"
							: "the wildcard address is not available";
				case NO_SOCKET, IN_USE -> "no socket could be opened (" + this.cause.getMessage() + ")";
			};
		}

	}

	/**
	 * Every address could be bound, but a process that listens on a loopback address
	 * would get the connections made to {@code localhost}.
	 */
	record Shadowed(InetSocketAddress by) implements BindOutcome {

		@Override
		public String label() {
			return "shadowed";
		}

		@Override
		public String describe(String port, @Nullable InetAddress address, @Nullable OwnerAnswer owner) {
			return port + " is in use on " + Listener.print(this.by.getAddress()) + OwnerAnswer.by(owner)
					+ "; connections to localhost would reach that process";
		}

	}

}
