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
import java.util.concurrent.TimeUnit;

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
		if (directory == null) {
			return;
		}
		try {
			WatchService service = directory.getFileSystem().newWatchService();
			this.service = service;
			directory.register(service, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_DELETE,
					StandardWatchEventKinds.ENTRY_MODIFY);
			List<ApplicationRecord> known = this.applications.list();
			Thread thread = new Thread(() -> watch(service, known), "port-resolver-registry");
			thread.setDaemon(true);
			thread.start();
		}
		catch (IOException ex) {
			logger.debug("The registry cannot be watched", ex);
		}
	}

	private void watch(WatchService service, List<ApplicationRecord> known) {
		try {
			while (true) {
				List<ApplicationRecord> now = await(service);
				if (!now.equals(known)) {
					known = now;
					publish(new HeartbeatEvent(this, now));
				}
			}
		}
		catch (InterruptedException | ClosedWatchServiceException ex) {
			// The context was closed
		}
	}

	// The file of an application that was killed stays as it is
	private List<ApplicationRecord> await(WatchService service) throws InterruptedException {
		WatchKey key = service.poll(5, TimeUnit.SECONDS);
		if (key != null) {
			key.pollEvents();
			key.reset();
		}
		return this.applications.list();
	}

	private void publish(HeartbeatEvent event) {
		try {
			this.publisher.publishEvent(event);
		}
		catch (RuntimeException ex) {
			logger.warn("A listener failed to handle that an application started or ended", ex);
		}
	}

	@Override
	public synchronized void destroy() throws IOException {
		if (this.service != null) {
			this.service.close();
		}
	}

}
