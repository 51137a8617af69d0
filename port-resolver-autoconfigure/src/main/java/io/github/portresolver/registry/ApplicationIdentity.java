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

package io.github.portresolver.registry;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import org.jspecify.annotations.Nullable;

/**
 * Which application this is, to other starts of it.
 *
 * @param name {@code spring.application.name}, or the simple name of the main class
 * @param directory the working directory
 * @param mainClass the name of the main class, empty if it is not known
 * @param codeSource where the main class was loaded from, empty if it is not known
 */
record ApplicationIdentity(String name, String directory, String mainClass, String codeSource) {

	static ApplicationIdentity of(String name, @Nullable Class<?> mainClass) {
		CodeSource source = (mainClass != null) ? mainClass.getProtectionDomain().getCodeSource() : null;
		return new ApplicationIdentity(name, Path.of("").toAbsolutePath().toString(),
				(mainClass != null) ? mainClass.getName() : "",
				(source != null) ? String.valueOf(source.getLocation()) : "");
	}

	String key() {
		String all = String.join("\0", this.name, this.directory, this.mainClass, this.codeSource, "");
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8));
			return HexFormat.of().formatHex(digest, 0, 16);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

}
