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

import io.github.portresolver.owner.Owner;
import io.github.portresolver.unix.UnixBindOutcome;
import io.github.portresolver.unix.UnixSocketRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ExitCodeGenerator;

/**
 * The Unix domain socket that the application needs cannot be had. The start ends with it
 * before there is an application context.
 *
 * @since 0.1.0
 */
public class UnixSocketException extends RuntimeException implements ExitCodeGenerator {

	private static final int EXIT_CODE_OTHER = 1;

	private final transient UnixSocketRequest request;

	private final transient UnixBindOutcome outcome;

	/**
	 * Create an exception.
	 * @param request what was asked for
	 * @param outcome what binding it came to
	 */
	public UnixSocketException(UnixSocketRequest request, UnixBindOutcome outcome) {
		super(sentence(request, outcome));
		this.request = request;
		this.outcome = outcome;
	}

	private static String sentence(UnixSocketRequest request, UnixBindOutcome outcome) {
		String socket = "Unix socket " + request.path();
		if (outcome instanceof UnixBindOutcome.InUse inUse) {
			return socket + " is in use" + by(inUse.owner());
		}
		if (outcome instanceof UnixBindOutcome.NotSocket notSocket) {
			return socket + " cannot be created: " + notSocket.kind() + " has this path, and it is left alone";
		}
		if (outcome instanceof UnixBindOutcome.NoDirectory noDirectory) {
			return socket + " cannot be created: there is no directory " + noDirectory.directory();
		}
		if (outcome instanceof UnixBindOutcome.Denied denied) {
			return socket + " cannot be created: " + uncapitalize(denied.what());
		}
		if (outcome instanceof UnixBindOutcome.TooLong tooLong) {
			return "%s cannot be created: its %s is %d bytes long, and a socket's may have %d".formatted(socket,
					request.isAbstract() ? "name" : "path", tooLong.bytes(), tooLong.longest());
		}
		return socket + " cannot be created"
				+ ((outcome instanceof UnixBindOutcome.Unsupported unsupported) ? ": " + unsupported.reason() : "");
	}

	private static String uncapitalize(String sentence) {
		return Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1);
	}

	private static String by(@Nullable Owner owner) {
		if (owner == null) {
			return " (owner unknown)";
		}
		boolean thisProcess = owner.pid() != null && owner.pid() == ProcessHandle.current().pid();
		return " by " + (thisProcess ? "this very process, " : "") + owner.describe();
	}

	/**
	 * Return what was asked for.
	 * @return the request
	 */
	public UnixSocketRequest getRequest() {
		return this.request;
	}

	/**
	 * Return why it cannot be had.
	 * @return what binding it came to
	 */
	public UnixBindOutcome getOutcome() {
		return this.outcome;
	}

	@Override
	public int getExitCode() {
		if (this.outcome instanceof UnixBindOutcome.InUse) {
			return PortConflictException.EXIT_CODE_IN_USE;
		}
		return (this.outcome instanceof UnixBindOutcome.Denied) ? PortConflictException.EXIT_CODE_DENIED
				: EXIT_CODE_OTHER;
	}

}
