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

package io.github.portresolver.handoff;

import java.net.BindException;

import org.springframework.boot.ExitCodeGenerator;

/**
 * Someone else took a guarded port in the instant in which the guard was open for the
 * server.
 *
 * @since 0.1.0
 */
public class PortTakenException extends BindException implements ExitCodeGenerator {

	/**
	 * EADDRINUSE of Linux.
	 */
	private static final int EXIT_CODE = 98;

	PortTakenException(Throwable cause) {
		super("Address already in use");
		initCause(cause);
	}

	@Override
	public int getExitCode() {
		return EXIT_CODE;
	}

}
