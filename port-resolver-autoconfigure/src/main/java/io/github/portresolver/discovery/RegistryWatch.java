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

package io.github.portresolver.discovery;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;

import io.github.portresolver.registry.ApplicationRecord;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.cloud.client.discovery.event.HeartbeatEvent;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Publishes Spring Cloud's {@link HeartbeatEvent} when an application of the registry
 * comes or goes, so that a gateway has routes to it. It watches for those only who have
 * asked which services there are.
 */
class RegistryWatch implements DisposableBean {

	private static final Log logger = LogFactory.getLog(RegistryWatch.class);

	private final RunningApplications applications;

	private final ApplicationEventPublisher publisher;

	private @Nullable WatchService service;

	RegistryWatch(RunningApplications applications, ApplicationEventPublisher publisher) {
		this.applications = applications;
		this.publisher = publisher;
	}

	synchronized void start() {
		Path directory = (this.service == null) ? this.applications.registry().path() : null;
		if (directory != null) {
			try {
				WatchService service = directory.getFileSystem().newWatchService();
				this.service = service;
				directory.register(service, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_DELETE,
						StandardWatchEventKinds.ENTRY_MODIFY);
				Thread thread = new Thread(() -> watch(service), "port-resolver-registry");
				thread.setDaemon(true);
				thread.start();
			}
			catch (IOException ex) {
				logger.debug("The registry cannot be watched", ex);
			}
		}
	}

	private void watch(WatchService service) {
		List<ApplicationRecord> known = this.applications.list();
		try {
			boolean valid = true;
			while (valid) {
				WatchKey key = service.take();
				key.pollEvents();
				valid = key.reset();
				List<ApplicationRecord> now = this.applications.list();
				if (!now.equals(known)) {
					known = now;
					this.publisher.publishEvent(new HeartbeatEvent(this, now));
				}
			}
		}
		catch (InterruptedException | ClosedWatchServiceException ex) {
			// The context was closed
		}
	}

	@Override
	public synchronized void destroy() throws IOException {
		if (this.service != null) {
			this.service.close();
		}
	}

}
