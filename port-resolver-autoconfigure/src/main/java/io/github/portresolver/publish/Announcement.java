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

import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

import io.github.portresolver.registry.ApplicationIdentity;
import io.github.portresolver.registry.ApplicationRecord;
import io.github.portresolver.registry.ApplicationRecords;
import io.github.portresolver.registry.ProcessStamp;
import io.github.portresolver.registry.RegistryTrouble;
import io.github.portresolver.resolve.Hold;
import io.github.portresolver.resolve.ResolvedPort;
import io.github.portresolver.resolve.ResolvedPorts;
import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.env.Environment;

/**
 * What tells other processes that this application serves: its record in the registry and
 * its port file. Both are aids: trouble with them is one line in the log.
 *
 * @since 0.1.0
 */
public final class Announcement implements ApplicationListener<ContextClosedEvent>, DisposableBean {

	private final Log log;

	private final RegistryTrouble trouble;

	private final ApplicationIdentity identity;

	private final ResolvedPorts ports;

	private final @Nullable String socketPath;

	private final @Nullable ApplicationRecords records;

	private final @Nullable PortFile portFile;

	private @Nullable ApplicationContext context;

	private @Nullable ApplicationRecord record;

	/**
	 * Create an instance.
	 * @param log where trouble with the port file is written
	 * @param trouble where trouble with the registry is said
	 * @param identity which application this is
	 * @param ports its ports
	 * @param socketPath the path of its Unix domain socket, or {@code null} if there is
	 * none
	 * @param records where its record is written, or {@code null} for nowhere
	 * @param portFile its port file, or {@code null} if none is wanted
	 */
	public Announcement(Log log, RegistryTrouble trouble, ApplicationIdentity identity, ResolvedPorts ports,
			@Nullable String socketPath, @Nullable ApplicationRecords records, @Nullable PortFile portFile) {
		this.log = log;
		this.trouble = trouble;
		this.identity = identity;
		this.ports = ports;
		this.socketPath = socketPath;
		this.records = records;
		this.portFile = portFile;
	}

	/**
	 * Announce the application, when its servers serve.
	 * @param context the application's context, which knows the ports that servers really
	 * have
	 */
	public void serving(ApplicationContext context) {
		Environment environment = context.getEnvironment();
		this.context = context;
		Map<String, Integer> ports = new LinkedHashMap<>();
		Map<String, String> urls = new LinkedHashMap<>();
		for (ResolvedPort port : this.ports) {
			int local = localPort(environment, port);
			ports.put(port.name(), local);
			if (port.hold() != Hold.LEASE) {
				urls.put(port.name(), port.request().url().at(port.address(), local));
			}
		}
		if (this.socketPath != null) {
			urls.put("unix-socket", "unix:" + this.socketPath);
		}
		ProcessStamp process = ProcessStamp.current();
		ApplicationRecord record = new ApplicationRecord(this.identity.name(), process.pid(), process.start(),
				this.identity.directory(), Instant.now(), ports, urls, false);
		this.record = record;
		write(record);
		prune();
		Integer server = ports.get("server");
		if (this.portFile != null && server != null) {
			PortFile file = this.portFile;
			soft("The port file '" + file + "' cannot be written", this.log::warn, () -> file.write(server));
		}
	}

	// Spring Boot tells the ports that servers really have
	private static int localPort(Environment environment, ResolvedPort port) {
		String property = switch (port.name()) {
			case "server", "management" -> "local." + port.name() + ".port";
			case "grpc", "rsocket" -> "local." + port.name() + ".server.port";
			default -> null;
		};
		return (property != null) ? environment.getProperty(property, Integer.class, port.port()) : port.port();
	}

	/**
	 * Tell that the application is about to give its ports back.
	 * @param event the event of its context, or of another one
	 */
	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		ApplicationRecord record = this.record;
		if (record != null && event.getApplicationContext() == this.context) {
			write(record.asStopping());
		}
	}

	private void write(ApplicationRecord record) {
		ApplicationRecords records = this.records;
		if (records != null) {
			soft("The record of this application cannot be written", this.trouble::report, () -> records.write(record));
		}
	}

	private void prune() {
		ApplicationRecords records = this.records;
		if (records != null) {
			soft("The records of ended applications cannot be removed", this.trouble::report, records::prune);
		}
	}

	@Override
	public void destroy() {
		this.record = null;
		ApplicationRecords records = this.records;
		if (records != null) {
			soft("The record of this application cannot be removed", this.trouble::report, records::remove);
		}
		PortFile file = this.portFile;
		if (file != null) {
			soft("The port file '" + file + "' cannot be removed", this.log::warn, file::remove);
		}
	}

	private static void soft(String trouble, Consumer<String> log, Action action) {
		try {
			action.run();
		}
		catch (IOException | RuntimeException ex) {
			log.accept(trouble + ": " + ex);
		}
	}

	private interface Action {

		void run() throws IOException;

	}

}
