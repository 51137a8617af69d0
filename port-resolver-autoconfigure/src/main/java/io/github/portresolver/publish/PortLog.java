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
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

import io.github.portresolver.PortSource;
import io.github.portresolver.ResolvedPort;
import io.github.portresolver.owner.OwnerAnswer.Listener;
import io.github.portresolver.registry.ApplicationRecord;
import io.github.portresolver.resolve.PortAllocation;
import io.github.portresolver.resolve.PortAllocation.Attempt;
import io.github.portresolver.resolve.PortRequest;
import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.format.annotation.DurationFormat.Style;
import org.springframework.format.datetime.standard.DurationFormatterUtils;

/**
 * Writes to the log what became of each port: one INFO line if it is the one asked for,
 * one WARN line if it moved, and before them what was waited for or released.
 */
public final class PortLog {

	private final Log log;

	private final Set<String> reasons = new HashSet<>();

	public PortLog(Log log) {
		this.log = log;
	}

	public void writeWait(PortRequest request, Duration wait) {
		this.log.info("Port %d is in use: waiting up to %s for it (port-resolver.wait)".formatted(request.port(),
				DurationFormatterUtils.print(wait, Style.COMPOSITE)));
	}

	// For the port of another instance of this application
	public void writeWaitForStopping(PortRequest request, long pid, Duration wait) {
		this.log.info("Port %d is in use by PID %d, an instance of this application that is stopping: "
			.formatted(request.port(), pid)
				+ "waiting up to %s for it".formatted(DurationFormatterUtils.print(wait, Style.COMPOSITE)));
	}

	// Because configuration that came later asks for another one, or for none
	public void writeReleased(PortAllocation released, @Nullable PortRequest now) {
		String property = released.request().property();
		String reason = property + " no longer asks for it";
		if (now != null) {
			String origin = (now.origin() != null) ? " (" + now.origin() + ")" : "";
			reason = (now.port() == released.request().port()) ? "the configuration of " + property + " has changed"
					: property + " is now " + now.port() + origin;
		}
		this.log.info("Port %d released: %s".formatted(released.port().port(), reason));
	}

	/**
	 * Write which port was chosen.
	 * @param instance the other instance of this application that has the port asked for,
	 * or {@code null} if there is none
	 */
	public void write(PortAllocation allocation, @Nullable ApplicationRecord instance) {
		ResolvedPort port = allocation.port();
		Attempt first = allocation.attempts().get(0);
		if (port.isMoved() && first.port() == port.requested()) {
			write(true, moved(allocation, first, instance), port);
			writeReason(allocation.request().fallback().description());
		}
		else if (port.source() == PortSource.CONFIGURED || port.source() == PortSource.DEFAULT) {
			this.log.info(kept(port));
		}
		else {
			write(false, kept(port) + ", " + port.url(), port);
		}
		allocation.neighbours().forEach((neighbour) -> this.log.warn(neighbour(port, neighbour)));
	}

	// Once more, when the application serves
	public void writeMoved(ResolvedPort port) {
		write(false, "%s moved from %d to %d: %s".formatted(port.property(), port.requested(), port.port(), port.url()),
				port);
	}

	// A line of the port that was asked for has no pairs: it costs every start
	private void write(boolean warn, String line, ResolvedPort port) {
		if (this.log.getClass().getName().contains("Slf4j")) {
			FluentLog.write(warn, line, port);
		}
		else if (warn) {
			this.log.warn(line);
		}
		else {
			this.log.info(line);
		}
	}

	// Once if it is the same for several ports
	private void writeReason(String reason) {
		if (this.reasons.add(reason)) {
			this.log.info(reason);
		}
	}

	private String kept(ResolvedPort port) {
		return port.property() + "=" + port.port() + " (" + port.source() + ")";
	}

	private String moved(PortAllocation allocation, Attempt configured, @Nullable ApplicationRecord instance) {
		ResolvedPort port = allocation.port();
		String conflict = configured.outcome().describe("Port " + port.requested(), port.address(), allocation.owner());
		if (instance != null) {
			conflict += ", another instance of this application" + instance.describeUrl(port.requested());
		}
		return "%s%s: %s moved to %d (%s), %s".formatted(conflict, passed(allocation), port.property(), port.port(),
				port.source(), port.url());
	}

	private String passed(PortAllocation allocation) {
		Stream<Attempt> adjacent = allocation.attempts()
			.stream()
			.filter((attempt) -> attempt.source() == PortSource.ADJACENT);
		long tried = (allocation.port().source() != PortSource.ADJACENT) ? adjacent.count() : 0;
		return (tried > 0) ? ", no adjacent port is free (%d tried)".formatted(tried) : "";
	}

	private String neighbour(ResolvedPort port, Listener neighbour) {
		return "Port %d on %s is in use by %s: clients that connect to localhost:%d may reach that process instead of %s"
			.formatted(port.port(), Listener.print(neighbour.address().getAddress()), neighbour.owner().describe(),
					port.port(), port.url());
	}

	/**
	 * Writes key and value pairs beside the text, where SLF4J is there.
	 */
	private static final class FluentLog {

		static void write(boolean warn, String line, ResolvedPort port) {
			Logger logger = LoggerFactory.getLogger("io.github.portresolver.PortResolver");
			(warn ? logger.atWarn() : logger.atInfo()).addKeyValue("port-resolver.name", port.name())
				.addKeyValue("port-resolver.requested", port.requested())
				.addKeyValue("port-resolver.port", port.port())
				.addKeyValue("port-resolver.source", port.source().toString())
				.addKeyValue("port-resolver.url", port.url())
				.log(line);
		}

	}

}
