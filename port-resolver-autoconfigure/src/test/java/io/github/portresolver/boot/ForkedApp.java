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

package io.github.portresolver.boot;

import java.io.IOException;

import io.github.portresolver.testsupport.Apps;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * An application that runs until its input ends, for what belongs to a process: its
 * working directory.
 */
public final class ForkedApp {

	static final String SERVING = "serving on ";

	private ForkedApp() {
	}

	public static void main(String[] arguments) throws IOException {
		try (ConfigurableApplicationContext context = Apps.run(arguments)) {
			System.out.println(SERVING + Apps.localPort(context));
			System.in.read();
		}
	}

}
