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

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

/**
 * The machine's registry as one application sees it. It is an aid: where it cannot be
 * used that is said once, and there is none.
 *
 * @since 0.1.0
 */
public final class Registry {

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

	/**
	 * Open the registry.
	 * @param log where trouble is written
	 * @param identity which application this is
	 * @param configured the configured directory, or {@code null} for this user's
	 * @return the registry
	 */
	public static Registry open(Log log, ApplicationIdentity identity, @Nullable Path configured) {
		return open(log, identity, configured, RegistryDirectory.defaultPath(System::getenv, System::getProperty));
	}

	/**
	 * Return a registry that is switched off.
	 * @param log where trouble is written
	 * @param identity which application this is
	 * @return the registry
	 */
	public static Registry off(Log log, ApplicationIdentity identity) {
		return new Registry(new RegistryTrouble(log, false), identity, null);
	}

	static Registry open(Log log, ApplicationIdentity identity, @Nullable Path configured, Path defaultPath) {
		RegistryTrouble trouble = new RegistryTrouble(log, configured != null);
		try {
			return new Registry(trouble, identity,
					RegistryDirectory.open((configured != null) ? configured : defaultPath));
		}
		catch (RegistryUnavailableException ex) {
			trouble.report("There is no registry: " + ex.getMessage());
			return new Registry(trouble, identity, null);
		}
	}

	/**
	 * Return where trouble with the registry is said.
	 * @return the trouble
	 */
	public RegistryTrouble trouble() {
		return this.trouble;
	}

	/**
	 * Return which application this is.
	 * @return the identity
	 */
	public ApplicationIdentity identity() {
		return this.identity;
	}

	/**
	 * Return the records of running applications.
	 * @return the records, or {@code null} if there is no registry
	 */
	public @Nullable ApplicationRecords records() {
		return this.records;
	}

	/**
	 * Return the directory.
	 * @return the directory, or {@code null} if there is none
	 */
	public @Nullable RegistryDirectory directory() {
		return this.directory;
	}

	/**
	 * Find the other instance of this application that has a port.
	 * @param port the port
	 * @return its record, or {@code null} if there is none
	 */
	public @Nullable ApplicationRecord otherInstance(int port) {
		List<ApplicationRecord> instances = (this.records != null)
				? this.records.find(this.identity.name(), this.identity.directory()) : List.of();
		return instances.stream().filter((instance) -> instance.ports().containsValue(port)).findFirst().orElse(null);
	}

	/**
	 * Find the port that a request had last time.
	 * @param request the name of the request
	 * @return the port, or empty if none is remembered
	 */
	public OptionalInt lastPort(String request) {
		return (this.directory != null)
				? new LastPorts(this.directory).find(this.identity.name(), this.identity.directory(), request)
				: OptionalInt.empty();
	}

	/**
	 * Remember a port, so that it can be had again.
	 * @param request the name of what asked for it
	 * @param port the port
	 */
	public void rememberPort(String request, int port) {
		if (this.directory != null) {
			try {
				new LastPorts(this.directory).remember(this.identity.name(), this.identity.directory(), request, port);
			}
			catch (IOException ex) {
				this.trouble.report("The port of '" + request + "' cannot be remembered: " + ex);
			}
		}
	}

}
