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

package io.github.portresolver.failure;

import java.net.Inet6Address;
import java.net.InetSocketAddress;

import io.github.portresolver.lease.LeaseHolder;
import io.github.portresolver.owner.Owner;
import io.github.portresolver.owner.OwnerAnswer;
import io.github.portresolver.resolve.BindOutcome;
import org.jspecify.annotations.Nullable;

/**
 * Says in words that can be pasted into a chat why a port could not be had and who has
 * it.
 *
 * @since 0.1.0
 */
public final class ConflictSentence {

	private ConflictSentence() {
	}

	/**
	 * Describe what trying to bind a port came to.
	 * @param port the port, as the subject of the sentence, for example {@code Port 8080}
	 * @param outcome what it came to, not {@code bound}
	 * @param owner who has the port, or {@code null} if that was not looked up
	 * @return a sentence without a full stop
	 */
	public static String of(String port, BindOutcome outcome, @Nullable OwnerAnswer owner) {
		if (outcome instanceof BindOutcome.Denied denied) {
			return port + (denied.isPrivileged() ? " is privileged: this user is not permitted to bind it"
					: " is not permitted to this user: the system may have reserved it");
		}
		if (outcome instanceof BindOutcome.Leased leased) {
			return port + " is leased by " + describe(leased.holder());
		}
		if (outcome instanceof BindOutcome.Unavailable) {
			return port + " cannot be bound: its address is not available on this machine";
		}
		if (outcome instanceof BindOutcome.Shadowed shadowed) {
			return port + " is in use on " + address(shadowed.by()) + by(owner)
					+ ", which would get the connections made to localhost";
		}
		return port + " is in use" + by(owner);
	}

	private static String describe(@Nullable LeaseHolder holder) {
		if (holder == null) {
			return "another application of this user";
		}
		return ProcessHandle.of(holder.pid())
			.map((process) -> Owner.of(process).describe())
			.orElse("PID " + holder.pid());
	}

	private static String address(@Nullable InetSocketAddress address) {
		if (address == null) {
			return "a loopback address";
		}
		boolean ipv6Loopback = address.getAddress() instanceof Inet6Address && address.getAddress().isLoopbackAddress();
		return ipv6Loopback ? "::1" : address.getAddress().getHostAddress();
	}

	private static String by(@Nullable OwnerAnswer answer) {
		if (answer instanceof OwnerAnswer.Nobody) {
			return " by a socket that does not listen (no process listens on it)";
		}
		Owner owner = (answer != null) ? answer.owner() : null;
		if (owner == null) {
			return (answer instanceof OwnerAnswer.Unknown unknown) ? " (owner unknown: " + unknown.reason() + ")"
					: " (owner unknown)";
		}
		return " by " + (isThisProcess(owner) ? "this very process, " : "") + owner.describe();
	}

	private static boolean isThisProcess(Owner owner) {
		return owner.pid() != null && owner.pid() == ProcessHandle.current().pid();
	}

}
