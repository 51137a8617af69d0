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

import java.time.Duration;
import java.util.function.IntFunction;

import io.github.portresolver.failure.ConflictSentence;
import io.github.portresolver.owner.Listener;
import io.github.portresolver.registry.ApplicationRecord;
import io.github.portresolver.resolve.Attempt;
import io.github.portresolver.resolve.FallbackVerdict;
import io.github.portresolver.resolve.PortRequest;
import io.github.portresolver.resolve.PortSource;
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
	 * Write that a configured port is waited for.
	 * @param request the request
	 * @param wait how long at most
	 */
	public void writeWait(PortRequest request, Duration wait) {
		this.log.info("Port %d is in use: %s is tried again for %s (port-resolver.wait)".formatted(request.port(),
				request.property(), print(wait)));
	}

	/**
	 * Write that the port of an instance of this application that is stopping is waited
	 * for.
	 * @param request the request
	 * @param pid the process id of that instance
	 * @param wait how long at most
	 */
	public void writeWaitForStopping(PortRequest request, long pid, Duration wait) {
		this.log.info("Port %d is in use by PID %d, an instance of this application that is stopping: "
			.formatted(request.port(), pid) + "%s is tried again for %s".formatted(request.property(), print(wait)));
	}

	private static String print(Duration duration) {
		return (duration.toMillisPart() == 0) ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
	}

	/**
	 * Write all ports.
	 * @param ports the ports
	 * @param instances finds the other instance of this application that has a port
	 */
	public void write(ResolvedPorts ports, IntFunction<@Nullable ApplicationRecord> instances) {
		boolean moved = false;
		for (ResolvedPort port : ports) {
			if (port.isMoved() && port.attempts().get(0).source() == PortSource.CONFIGURED) {
				this.log.warn(moved(port, instances.apply(port.requested())));
				moved = true;
			}
			else {
				this.log.info(kept(port));
			}
			port.neighbours().forEach((neighbour) -> this.log.warn(neighbour(port, neighbour)));
		}
		FallbackVerdict verdict = ports.fallback();
		if (moved && verdict != null) {
			this.log.info(verdict.describe());
		}
	}

	private String kept(ResolvedPort port) {
		String line = port.property() + "=" + port.port() + " (" + port.source() + ")";
		return (port.source() != PortSource.CONFIGURED) ? line + ", " + port.url() : line;
	}

	private String moved(ResolvedPort port, @Nullable ApplicationRecord instance) {
		Attempt configured = port.attempts().get(0);
		String conflict = ConflictSentence.of("Port " + port.requested(), configured.outcome(), configured.owner());
		if (instance != null) {
			conflict += ", another instance of this application" + instance.describeUrl(port.requested());
		}
		return "%s: %s moved to %d (%s), %s".formatted(conflict, port.property(), port.port(), port.source(),
				port.url());
	}

	private String neighbour(ResolvedPort port, Listener neighbour) {
		return "Port %d on %s is in use by %s: clients that connect to localhost:%d may reach it instead of %s"
			.formatted(port.port(), neighbour.address().getAddress().getHostAddress(), neighbour.owner().describe(),
					port.port(), port.url());
	}

}
