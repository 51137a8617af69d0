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

package io.github.portresolver;

import java.net.InetAddress;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.ExitCodeGenerator;

/**
 * A port that the application needs cannot be bound. The application ends with it, and
 * the process with the exit code of its reason.
 *
 * @since 0.1.0
 */
public class PortConflictException extends RuntimeException implements ExitCodeGenerator {

	private final Reason reason;

	private final @Nullable String property;

	private final int port;

	private final @Nullable InetAddress address;

	/**
	 * Create an exception.
	 * @param message what happened
	 * @param reason why the port cannot be bound
	 * @param property the property that asked for the port, or {@code null} if it is not
	 * known
	 * @param port the port, 0 if it was any port
	 * @param address the local address, or {@code null} for every address
	 * @param cause the cause, or {@code null} if there is none
	 */
	protected PortConflictException(String message, Reason reason, @Nullable String property, int port,
			@Nullable InetAddress address, @Nullable Throwable cause) {
		super(message, cause);
		this.reason = reason;
		this.property = property;
		this.port = port;
		this.address = address;
	}

	/**
	 * Return why the port cannot be bound.
	 * @return the reason
	 */
	public Reason getReason() {
		return this.reason;
	}

	/**
	 * Return the property that asked for the port.
	 * @return for example {@code server.port}, or {@code null} if it is not known
	 */
	public @Nullable String getProperty() {
		return this.property;
	}

	/**
	 * Return the port.
	 * @return the port, 0 if it was any port
	 */
	public int getPort() {
		return this.port;
	}

	/**
	 * Return the local address.
	 * @return the address, or {@code null} for every address
	 */
	public @Nullable InetAddress getAddress() {
		return this.address;
	}

	@Override
	public int getExitCode() {
		return this.reason.exitCode();
	}

	/**
	 * Why a port cannot be bound.
	 */
	public enum Reason {

		/**
		 * Another socket has the port, or another application a lease on it.
		 */
		IN_USE(98),

		/**
		 * The operating system does not permit the port to this user.
		 */
		PERMISSION_DENIED(13),

		/**
		 * The address is not one of this machine's.
		 */
		ADDRESS_NOT_AVAILABLE(99),

		/**
		 * No socket could be opened, mostly because the process has too many open files.
		 */
		NO_SOCKET(24);

		private final int exitCode;

		Reason(int exitCode) {
			this.exitCode = exitCode;
		}

		/**
		 * Return the exit code of the process: Linux's errno ({@code EADDRINUSE},
		 * {@code EACCES}, {@code EADDRNOTAVAIL}, {@code EMFILE}), on every system.
		 * @return the exit code
		 */
		public int exitCode() {
			return this.exitCode;
		}

	}

}
