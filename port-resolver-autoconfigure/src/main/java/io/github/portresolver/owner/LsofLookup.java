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
 * Finds owners with lsof(8), on macOS and the BSDs. Without special rights it shows only
 * the user's own processes; what it does not show is looked for with netstat(1), which
 * knows no owner but that there is one.
 */
final class LsofLookup implements PortOwners.Lookup {

	private final ProcessRunner lsof;

	private final ProcessRunner netstat;

	private final ProcessDetails details;

	LsofLookup(ProcessRunner lsof, ProcessRunner netstat, ProcessDetails details) {
		this.lsof = lsof;
		this.netstat = netstat;
		this.details = details;
	}

	@Override
	public OwnerAnswer find(int port) throws IOException, InterruptedException {
		ProcessRunner.Result result = this.lsof.run("-nPw", "-iTCP:" + port, "-sTCP:LISTEN", "-F", LsofOutput.FIELDS);
		List<SeenListener> seen = LsofOutput.parse(result.output(), port);
		if (seen.isEmpty() && !isNothingFound(result)) {
			String said = result.output().lines().findFirst().orElse("exit code " + result.exitCode());
			return new OwnerAnswer.Unknown("lsof failed: " + said);
		}
		return SeenListener.toAnswer(seen.isEmpty() ? withoutOwner(port) : seen, this.details);
	}

	private static boolean isNothingFound(ProcessRunner.Result result) {
		return result.exitCode() == 1 && result.output().isBlank();
	}

	private List<SeenListener> withoutOwner(int port) throws InterruptedException {
		try {
			return NetstatOutput.parseBsd(this.netstat.run("-an", "-p", "tcp").output(), port);
		}
		catch (IOException ex) {
			// It is only a second opinion
			return List.of();
		}
	}

}
