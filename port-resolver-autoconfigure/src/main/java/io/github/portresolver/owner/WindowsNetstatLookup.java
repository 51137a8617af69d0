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
import java.util.List;

/**
 * Finds owners with {@code netstat}, on Windows.
 */
final class WindowsNetstatLookup implements OwnerLookup {

	private final Tool netstat;

	private final ProcessDetails details;

	WindowsNetstatLookup(Tool netstat, ProcessDetails details) {
		this.netstat = netstat;
		this.details = details;
	}

	@Override
	public OwnerAnswer find(int port) throws IOException, InterruptedException {
		List<SeenListener> seen = WindowsNetstatOutput.parse(this.netstat.run("-ano").output(), port);
		if (seen.isEmpty()) {
			return new OwnerAnswer.Nobody();
		}
		return new OwnerAnswer.Listening(seen.stream().map((one) -> one.toListener(this.details)).toList());
	}

}
