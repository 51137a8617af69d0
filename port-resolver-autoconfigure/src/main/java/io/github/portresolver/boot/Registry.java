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
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

import io.github.portresolver.lease.PortLeases;
import io.github.portresolver.lease.RegistryDirectory;
import io.github.portresolver.lease.RegistryUnavailableException;
import io.github.portresolver.publish.ApplicationIdentity;
import io.github.portresolver.publish.ApplicationRecord;
import io.github.portresolver.publish.ApplicationRecords;
import io.github.portresolver.publish.LastPorts;
import io.github.portresolver.publish.RegistryTrouble;
import io.github.portresolver.resolve.PortSource;
import io.github.portresolver.resolve.ResolvedPort;
import io.github.portresolver.resolve.ResolvedPorts;
import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

/**
 * The machine's registry as one application sees it. It is an aid: where it cannot be
 * used that is said once, and there is none.
 */
class Registry {

	private final RegistryTrouble trouble;

	private final ApplicationIdentity identity;

	private final @Nullable RegistryDirectory directory;

	private final @Nullable ApplicationRecords records;

	Registry(RegistryTrouble trouble, ApplicationIdentity identity, @Nullable RegistryDirectory directory) {
		this.trouble = trouble;
		this.identity = identity;
		this.directory = directory;
		this.records = (directory != null) ? new ApplicationRecords(directory) : null;
	}

	static Registry open(Log log, ApplicationIdentity identity, RegistryProperties properties) {
		return open(log, identity, properties, RegistryDirectory.defaultPath(System::getenv, System::getProperty));
	}

	static Registry open(Log log, ApplicationIdentity identity, RegistryProperties properties, Path defaultPath) {
		Path configured = properties.getDirectory();
		RegistryTrouble trouble = new RegistryTrouble(log, configured != null);
		if (!properties.isEnabled()) {
			return new Registry(trouble, identity, null);
		}
		try {
			return new Registry(trouble, identity,
					RegistryDirectory.open((configured != null) ? configured : defaultPath));
		}
		catch (RegistryUnavailableException ex) {
			trouble.report("There is no registry: " + ex.getMessage());
			return new Registry(trouble, identity, null);
		}
	}

	RegistryTrouble trouble() {
		return this.trouble;
	}

	ApplicationIdentity identity() {
		return this.identity;
	}

	@Nullable ApplicationRecords records() {
		return this.records;
	}

	@Nullable PortLeases leases() {
		return (this.directory != null) ? new PortLeases(this.directory, this.identity.name(), this.trouble::report)
				: null;
	}

	/**
	 * Find the other instance of this application that has a port.
	 * @param port the port
	 * @return its record, or {@code null} if there is none
	 */
	@Nullable ApplicationRecord otherInstance(int port) {
		List<ApplicationRecord> instances = (this.records != null)
				? this.records.find(this.identity.name(), this.identity.directory()) : List.of();
		return instances.stream().filter((instance) -> instance.ports().containsValue(port)).findFirst().orElse(null);
	}

	OptionalInt lastPort(String request) {
		return (this.directory != null)
				? new LastPorts(this.directory).find(this.identity.name(), this.identity.directory(), request)
				: OptionalInt.empty();
	}

	/**
	 * Remember the ports that were random, so that they can be had again.
	 * @param ports all ports
	 */
	void rememberRandomPorts(ResolvedPorts ports) {
		for (ResolvedPort port : ports) {
			if (this.directory != null && port.source() == PortSource.RANDOM) {
				try {
					new LastPorts(this.directory).remember(this.identity.name(), this.identity.directory(), port.name(),
							port.port());
				}
				catch (IOException ex) {
					this.trouble.report("The port of '" + port.name() + "' cannot be remembered: " + ex);
				}
			}
		}
	}

}
