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

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.portresolver.registry.ApplicationRecord;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.cloud.client.discovery.event.HeartbeatEvent;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Publishes Spring Cloud's {@link HeartbeatEvent} when an application of the registry
 * comes or goes, so that a gateway has routes to it. It looks once a second, and for
 * those only who have asked which services there are.
 */
class RegistryWatch implements DisposableBean {

	private static final Log logger = LogFactory.getLog(RegistryWatch.class);

	private final RunningApplications applications;

	private final ApplicationEventPublisher publisher;

	private final CountDownLatch closed = new CountDownLatch(1);

	private boolean started;

	RegistryWatch(RunningApplications applications, ApplicationEventPublisher publisher) {
		this.applications = applications;
		this.publisher = publisher;
	}

	synchronized void start() {
		if (!this.started && this.applications.registry().path() != null) {
			this.started = true;
			List<ApplicationRecord> known = this.applications.list();
			Thread thread = new Thread(() -> watch(known), "port-resolver-registry");
			thread.setDaemon(true);
			thread.start();
		}
	}

	// To watch the files would not tell of an application that was killed
	private void watch(List<ApplicationRecord> known) {
		try {
			while (!this.closed.await(1, TimeUnit.SECONDS)) {
				List<ApplicationRecord> now = this.applications.list();
				if (!now.equals(known)) {
					known = now;
					publish(new HeartbeatEvent(this, now));
				}
			}
		}
		catch (InterruptedException ex) {
			// Nobody interrupts it
		}
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
	public void destroy() {
		this.closed.countDown();
	}

}
