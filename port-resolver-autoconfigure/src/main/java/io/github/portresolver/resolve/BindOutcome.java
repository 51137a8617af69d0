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

import java.net.InetSocketAddress;

import io.github.portresolver.PortConflictException.Reason;
import io.github.portresolver.owner.Owner;
import org.jspecify.annotations.Nullable;

/**
 * What trying to bind one port came to. Causes are told apart by cause and not by the
 * operating system's text, which may be localized.
 *
 * @since 0.1.0
 */
public sealed interface BindOutcome {

	/**
	 * Tell why a bind failed.
	 * @param failure what the JDK threw, in whatever language
	 * @param address the address that was to be bound
	 * @return the outcome, never {@link Bound}
	 */
	static BindOutcome ofFailure(Exception failure, InetSocketAddress address) {
		return BindFailure.of(failure, address);
	}

	/**
	 * Return the outcome as it is published.
	 * @return {@code bound}, {@code in-use}, {@code denied}, {@code unavailable} or
	 * {@code shadowed}
	 */
	default String label() {
		return "in-use";
	}

	/**
	 * Return whether the next candidate may be tried.
	 * @return {@code false} if no other port would fare better
	 */
	default boolean movesOn() {
		return true;
	}

	/**
	 * Return why the port cannot be had.
	 * @return the reason; meaningless for {@link Bound}
	 */
	default Reason reason() {
		return Reason.IN_USE;
	}

	/**
	 * Return what the operating system said.
	 * @return the failure, or {@code null} if it adds nothing
	 */
	default @Nullable Exception cause() {
		return null;
	}

	/**
	 * The port is bound and held.
	 *
	 * @param port the held port
	 */
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

	/**
	 * Another socket has the port.
	 */
	record InUse() implements BindOutcome {

	}

	/**
	 * Another application of this user has a lease on the port.
	 *
	 * @param holder who has it, or {@code null} if that is not known
	 */
	record Leased(@Nullable Owner holder) implements BindOutcome {

	}

	/**
	 * The operating system does not permit the port to this user. Ports below 1024 are
	 * privileged on most systems; above, a system may have reserved a range.
	 *
	 * @param port the port
	 */
	record Denied(int port) implements BindOutcome {

		private static final int FIRST_UNPRIVILEGED_PORT = 1024;

		/**
		 * Return whether the port is one that only privileged users may bind.
		 * @return {@code true} below 1024
		 */
		public boolean isPrivileged() {
			return this.port < FIRST_UNPRIVILEGED_PORT;
		}

		@Override
		public String label() {
			return "denied";
		}

		@Override
		public boolean movesOn() {
			return !isPrivileged();
		}

		@Override
		public Reason reason() {
			return Reason.PERMISSION_DENIED;
		}

	}

	/**
	 * The address is not one of this machine's.
	 *
	 * @param cause what the operating system said
	 */
	record Unavailable(Exception cause) implements BindOutcome {

		@Override
		public String label() {
			return "unavailable";
		}

		@Override
		public boolean movesOn() {
			return false;
		}

		@Override
		public Reason reason() {
			return Reason.ADDRESS_NOT_AVAILABLE;
		}

	}

	/**
	 * Every address could be bound, but a process that listens on a loopback address
	 * would get the connections made to {@code localhost}.
	 *
	 * @param by the loopback address someone else listens on, or {@code null} if it is
	 * not known
	 */
	record Shadowed(@Nullable InetSocketAddress by) implements BindOutcome {

		@Override
		public String label() {
			return "shadowed";
		}

	}

}
