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

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

import org.jspecify.annotations.Nullable;

/**
 * Says in words why a file operation failed. The JDK's own exceptions often carry nothing
 * but the path.
 */
public final class IoReason {

	private IoReason() {
	}

	public static String of(Exception exception) {
		if (!(exception instanceof IOException)) {
			return exception.toString();
		}
		String reason = (exception instanceof FileSystemException ex) ? ofFileSystem(ex) : exception.getMessage();
		// Its message is the path and, in brackets, the reason
		if (exception instanceof FileNotFoundException && reason != null && reason.endsWith(")")) {
			reason = reason.substring(reason.lastIndexOf('(') + 1, reason.length() - 1);
		}
		return (reason != null) ? reason : exception.getClass().getSimpleName();
	}

	private static @Nullable String ofFileSystem(FileSystemException exception) {
		if (exception.getReason() != null) {
			return exception.getReason();
		}
		if (exception instanceof NoSuchFileException) {
			return "no such file or directory";
		}
		if (exception instanceof AccessDeniedException) {
			return "permission denied";
		}
		return (exception instanceof FileAlreadyExistsException) ? "it already exists" : null;
	}

}
