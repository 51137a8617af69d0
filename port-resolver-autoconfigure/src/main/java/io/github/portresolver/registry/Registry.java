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
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.portresolver.lease.Leases;
import io.github.portresolver.owner.PlainText;
import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

/**
 * The machine's registry as one application sees it. It is an aid: what is wrong with it
 * is said once, as WARN if its directory was configured and as DEBUG if it is the default
 * one, and the application starts without it.
 */
public final class Registry {

	private final Log log;

	private final boolean configured;

	private final AtomicBoolean reported = new AtomicBoolean();

	private final ApplicationIdentity identity;

	private final @Nullable RegistryDirectory directory;

	private final @Nullable ApplicationRecords records;

	Registry(Log log, ApplicationIdentity identity, boolean enabled, @Nullable Path configured) {
		this.log = log;
		this.identity = identity;
		this.configured = configured != null;
		this.directory = enabled ? open(configured) : null;
		this.records = (this.directory != null) ? new ApplicationRecords(this.directory) : null;
	}

	// Of an application in this JVM's working directory
	public static Registry open(Log log, String name, @Nullable Class<?> mainClass, boolean enabled,
			@Nullable Path configured) {
		return new Registry(log, ApplicationIdentity.of(name, mainClass), enabled, configured);
	}

	private @Nullable RegistryDirectory open(@Nullable Path configured) {
		try {
			return RegistryDirectory.open(configured);
		}
		catch (IOException ex) {
			report("The port-resolver registry is not available: " + PlainText.ofFailure(ex));
			return null;
		}
	}

	public void report(String what) {
		if (!this.reported.getAndSet(true) && this.configured) {
			this.log.warn(what);
		}
		else {
			this.log.debug(what);
		}
	}

	// Of the application
	public String name() {
		return this.identity.name();
	}

	// Null if there is no registry
	public @Nullable Path path() {
		return (this.directory != null) ? this.directory.path() : null;
	}

	// Those that run, this one included, at most 500 and the latest start first. They are
	// fit to be shown: control characters are replaced, texts are cut, ports are within 1
	// to 65535 and URLs start with http, https or unix.
	public List<ApplicationRecord> applications() {
		return (this.records != null) ? this.records.list() : List.of();
	}

	public boolean isOwn(ApplicationRecord record) {
		return this.records != null && this.records.isOwn(record);
	}

	// Of this application, which starts now
	public ApplicationRecord record(Map<String, Integer> ports, Map<String, String> urls) {
		return new ApplicationRecord(this.identity.key(), this.identity.name(), ProcessHandle.current().pid(),
				this.identity.directory(), Instant.now(), ports, urls, false);
	}

	// Instead of the record before, if there is one
	public void register(ApplicationRecord record) {
		if (this.records != null) {
			try {
				this.records.write(record);
			}
			catch (IOException | RuntimeException ex) {
				report("The record of this application could not be written to '" + path() + "': "
						+ PlainText.ofFailure(ex));
			}
		}
	}

	public void unregister() {
		if (this.records != null) {
			try {
				this.records.remove();
			}
			catch (IOException | RuntimeException ex) {
				report("The record of this application could not be removed: " + PlainText.ofFailure(ex));
			}
		}
	}

	// They bind this process only if there is no registry
	public Leases leases() {
		return new Leases(path(), this::report);
	}

	// Delete what applications that have ended left behind
	public void prune() {
		if (this.directory != null) {
			new RegistryFiles(this.directory).prune();
		}
	}

	// The one of this application that has a port
	public @Nullable ApplicationRecord otherInstance(int port) {
		String key = this.identity.key();
		return applications().stream()
			.filter((record) -> record.identity().equals(key) && record.ports().containsValue(port))
			.findFirst()
			.orElse(null);
	}

	public OptionalInt lastPort(String request) {
		return (this.directory != null) ? new LastPorts(this.directory).find(this.identity, request)
				: OptionalInt.empty();
	}

	public void rememberPort(String request, int port) {
		if (this.directory != null) {
			try {
				new LastPorts(this.directory).remember(this.identity, request, port);
			}
			catch (IOException ex) {
				report("The last port of '" + request + "' could not be saved: " + PlainText.ofFailure(ex));
			}
		}
	}

}
