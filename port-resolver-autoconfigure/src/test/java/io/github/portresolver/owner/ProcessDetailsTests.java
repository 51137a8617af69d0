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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProcessName} and {@link ProcessDetails}.
 */
class ProcessDetailsTests {

	@TempDir
	private Path directory;

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			-jar /opt/app/orders.jar --password=secret             | java orders.jar
			-jar -Xmx1g orders.jar                                 | java orders.jar
			-Dpassword=secret -Xmx1g -jar orders.jar               | java orders.jar
			-jar C:\\app\\orders.jar                               | java orders.jar
			com.example.Orders secret                              | java com.example.Orders
			Orders                                                 | java Orders
			com.example.Orders$Main secret                         | java com.example.Orders$Main
			-cp lib.jar:x -classpath a --class-path b X            | java X
			--class-path=lib --add-opens=java.base/java.lang=ALL X | java X
			--add-opens java.base/java.lang=ALL com.example.Orders | java com.example.Orders
			--add-modules a --add-reads b=c --add-exports d=e X    | java X
			--limit-modules a --patch-module b=c X                 | java X
			--upgrade-module-path a --enable-native-access b X     | java X
			-p mods -m com.example/com.example.Orders secret       | java com.example/com.example.Orders
			--module-path mods --module com.example secret         | java com.example
			-p mods --module=com.example/com.example.Orders secret | java com.example/com.example.Orders
			-p mods -m s3cr-et                                     | java
			--source 17 Orders.java secret                         | java Orders.java
			-agentlib:jdwp=transport=dt_socket -ea X secret        | java X
			@secret.args com.example.Orders                        | java
			-jar @secret.args orders.jar                           | java
			-cp lib @secret.args com.example.Orders                | java
			https://user:secret@host/ com.example.Orders           | java
			s3cr-et                                                | java
			-jar                                                   | java
			-jar lib/                                              | java
			-version -cp                                           | java
			-m                                                     | java
			""")
	void ofJavaAddsMainClassOrJarOnly(String arguments, String expected) {
		assertThat(ProcessName.of("/usr/lib/jvm/bin/java", Arrays.asList(arguments.split(" ")))).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "C:\\jdk\\bin\\java.exe", "C:\\jdk\\bin\\JAVAW.EXE", "javaw" })
	void ofJavaOnWindowsIsJavaToo(String executable) {
		assertThat(ProcessName.of(executable, Arrays.asList("-jar", "C:\\app\\orders.jar")))
			.matches("(?i)javaw? orders.jar");
	}

	@Test
	void ofJavaWhenNameIsEndlessReadsIt() {
		String endless = "com" + ".example".repeat(50_000);
		assertThat(ProcessName.of("java", Arrays.asList(endless))).isEqualTo("java " + endless);
	}

	@Test
	void ofOtherExecutableOrEmptyArgumentNeverHasArguments() {
		assertThat(ProcessName.of("/usr/bin/python3.11", Arrays.asList("server.py", "--token=secret")))
			.isEqualTo("python3.11");
		assertThat(ProcessName.of("node", Arrays.asList("com.example.Orders"))).isEqualTo("node");
		assertThat(ProcessName.of("java", Arrays.asList("", "com.example.Orders"))).isEqualTo("java");
	}

	@Test
	void userNameIsTheNameOfTheUserOrTheNumber() throws IOException {
		assertThat(names("root:x:0:0:root:/root:/bin/sh\nalice:x:1000:100::/:\n").userName(1000)).isEqualTo("alice");
		assertThat(names("alice:x:1000:1001::/:\n").userName(1001)).as("of a group").isEqualTo("uid 1001");
		assertThat(names("\n+::::::\nxyz\nb\u00fcg:x\nalice:x:1000:100::/:").userName(1000)).isEqualTo("alice");
		assertThat(new ProcessDetails(this.directory, this.directory.resolve("none")).userName(1001))
			.isEqualTo("uid 1001");
	}

	private ProcessDetails names(String content) throws IOException {
		return new ProcessDetails(this.directory, Files.writeString(this.directory.resolve("passwd"), content));
	}

}
