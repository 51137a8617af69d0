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

import java.net.InetAddress;

import io.github.portresolver.owner.Listener;
import io.github.portresolver.owner.Owner;
import io.github.portresolver.owner.OwnerAnswer;
import io.github.portresolver.resolve.BindOutcome;
import org.jspecify.annotations.Nullable;

/**
 * Says in words that can be pasted into a chat why a port is not available and who is
 * using it.
 *
 * @since 0.1.0
 */
public final class ConflictSentence {

	private ConflictSentence() {
	}

	/**
	 * Describe what trying to bind a port came to.
	 * @param port the port, as the subject of the sentence, for example {@code Port 8080}
	 * @param address the local address, or {@code null} for every address
	 * @param outcome what it came to, not {@code bound}
	 * @param owner who is using the port, or {@code null} if that was not looked up
	 * @return a sentence without a full stop
	 */
	public static String of(String port, @Nullable InetAddress address, BindOutcome outcome,
			@Nullable OwnerAnswer owner) {
		if (outcome instanceof BindOutcome.Denied denied) {
			return port + " cannot be bound: permission denied, " + (denied.isPrivileged()
					? "ports below 1024 are privileged" : "the operating system may have reserved the port");
		}
		if (outcome instanceof BindOutcome.Unavailable) {
			return port + " cannot be bound: " + print(address) + " is not an address of this machine";
		}
		if (outcome instanceof BindOutcome.Leased leased) {
			Owner holder = leased.holder();
			return port + " is leased by "
					+ ((holder != null) ? holder.describe() : "another application of this user");
		}
		if (outcome instanceof BindOutcome.Shadowed shadowed) {
			return port + " is in use on " + ((shadowed.by() != null) ? print(shadowed.by().getAddress()) : "localhost")
					+ by(owner) + ", which would receive the connections to localhost";
		}
		return port + " is in use" + by(owner);
	}

	private static String print(@Nullable InetAddress address) {
		return (address != null) ? Listener.print(address) : "the wildcard address";
	}

	static String by(@Nullable OwnerAnswer answer) {
		if (answer instanceof OwnerAnswer.Nobody) {
			return " by a socket that is not listening";
		}
		if (answer instanceof OwnerAnswer.Unknown unknown) {
			return " (owner unknown: " + unknown.reason() + ")";
		}
		return (answer != null) ? " by " + answer.describe() : " (owner unknown)";
	}

}
