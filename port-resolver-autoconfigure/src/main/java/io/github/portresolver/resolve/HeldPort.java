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
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.util.concurrent.atomic.AtomicReference;

import io.github.portresolver.Hold;
import io.github.portresolver.lease.Leases.Lease;
import org.jspecify.annotations.Nullable;

/**
 * A bound socket and the right to it. Whoever adopts the socket owns it from then on;
 * until then it is this object's, and closing this object closes it.
 */
public final class HeldPort implements AutoCloseable {

	private final InetSocketAddress address;

	private final Hold hold;

	private final boolean bindsOverGuard;

	private final AtomicReference<@Nullable NetworkChannel> channel;

	private volatile boolean opened;

	private final AtomicReference<@Nullable Lease> lease = new AtomicReference<>();

	HeldPort(NetworkChannel bound, Hold hold, boolean bindsOverGuard) throws IOException {
		this.address = (InetSocketAddress) bound.getLocalAddress();
		this.hold = hold;
		this.channel = new AtomicReference<>(bound);
		this.bindsOverGuard = bindsOverGuard;
	}

	// As far as a socket does not, the lease under which the port was bound holds it
	// from now on
	void under(Lease lease) {
		if (this.hold == Hold.HAND_OFF) {
			lease.close();
			return;
		}
		lease.confirm();
		this.lease.set(lease);
		if (this.hold == Hold.LEASE) {
			closeChannel();
		}
	}

	public int port() {
		return this.address.getPort();
	}

	public Hold hold() {
		return this.hold;
	}

	// Whether a socket is still this object's, which a mere lease never has
	public boolean isHeld() {
		return this.channel.get() != null;
	}

	// A server that was let bind may tell only later, from another thread, that it has
	public boolean isOpened() {
		return this.opened;
	}

	// Null is every address
	public boolean isFor(@Nullable InetAddress address, int port) {
		if (port != port()) {
			return false;
		}
		InetAddress held = this.address.getAddress();
		boolean everyAddress = address == null || address.isAnyLocalAddress();
		return everyAddress ? held.isAnyLocalAddress() : held.equals(address);
	}

	// The listening, blocking socket is the caller's to close from now on. Null if this
	// is a guard, or was adopted or closed before
	public @Nullable ServerSocketChannel adopt() {
		return (this.hold == Hold.HAND_OFF) ? (ServerSocketChannel) this.channel.getAndSet(null) : null;
	}

	/**
	 * Bind the port for a server over the guard, which is closed then. All that takes
	 * long is done before the guard is opened.
	 * @param backlog the length of the accept queue, 0 for the JDK's default
	 * @return the listening channel, which is the caller's, or {@code null} if there is
	 * no guard
	 */
	public @Nullable ServerSocketChannel bindOverGuard(int backlog) throws IOException {
		if (!isHeld() || this.hold != Hold.GUARD) {
			return null;
		}
		ServerSocketChannel server = ServerSocketChannel.open();
		try {
			letServerBind();
			server.bind(this.address, backlog);
			return server;
		}
		catch (IOException | RuntimeException ex) {
			server.close();
			throw ex;
		}
		finally {
			close();
		}
	}

	/**
	 * Let a server bind the port by itself. Where the system allows it the server binds
	 * over the guard, which keeps others out until it is closed; elsewhere, and if it is
	 * no guard, the socket is closed here. To be called right before the server binds;
	 * {@link #close()} is to be called once it has bound, or failed to.
	 */
	public void letServerBind() {
		this.opened = true;
		NetworkChannel held = this.channel.get();
		if (held == null || this.hold != Hold.GUARD || !this.bindsOverGuard) {
			close();
			return;
		}
		try {
			held.setOption(StandardSocketOptions.SO_REUSEADDR, true);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		closeChannel();
		Lease lease = this.lease.getAndSet(null);
		if (lease != null) {
			lease.close();
		}
	}

	private void closeChannel() {
		NetworkChannel held = this.channel.getAndSet(null);
		if (held != null) {
			try {
				held.close();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
	}

}
