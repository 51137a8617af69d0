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

package io.github.portresolver.publish;

import io.github.portresolver.owner.Listener;
import io.github.portresolver.resolve.Attempt;
import io.github.portresolver.resolve.FallbackVerdict;
import io.github.portresolver.resolve.ResolvedPort;
import io.github.portresolver.resolve.ResolvedPorts;
import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

/**
 * Writes the chosen ports to the log: one INFO line for a port that was had as asked for,
 * one WARN line for a port that moved.
 *
 * @since 0.1.0
 */
public final class PortLog {

	private final Log log;

	/**
	 * Create an instance.
	 * @param log where to write
	 */
	public PortLog(Log log) {
		this.log = log;
	}

	/**
	 * Write all ports.
	 * @param ports the ports
	 */
	public void write(ResolvedPorts ports) {
		boolean moved = false;
		for (ResolvedPort port : ports) {
			if (port.isMoved()) {
				this.log.warn(moved(port));
				moved = true;
			}
			else {
				this.log.info(kept(port));
			}
			port.neighbours().forEach((neighbour) -> this.log.warn(neighbour(port, neighbour)));
		}
		if (moved) {
			logReason(ports.fallback());
		}
	}

	private void logReason(@Nullable FallbackVerdict verdict) {
		if (verdict != null) {
			this.log.info("port-resolver.fallback is " + verdict.value() + ": " + verdict.reason());
		}
	}

	private String kept(ResolvedPort port) {
		String line = port.property() + "=" + port.port() + " (" + port.source() + ")";
		return port.request().isRandom() ? line + ", " + port.url() : line;
	}

	private String moved(ResolvedPort port) {
		Attempt configured = port.attempts().get(0);
		return "%s: %s moved to %d (%s), %s".formatted(
				ConflictSentence.of("Port " + port.requested(), configured.outcome(), configured.owner()),
				port.property(), port.port(), port.source(), port.url());
	}

	private String neighbour(ResolvedPort port, Listener neighbour) {
		return "Port %d on %s is in use by %s: clients that connect to localhost:%d may reach it instead of %s"
			.formatted(port.port(), neighbour.address().getAddress().getHostAddress(), neighbour.owner().describe(),
					port.port(), port.url());
	}

}
