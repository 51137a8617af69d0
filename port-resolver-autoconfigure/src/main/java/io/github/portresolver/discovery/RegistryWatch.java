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

import java.time.Duration;
import java.util.List;

import io.github.portresolver.registry.ApplicationRecord;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.cloud.client.discovery.event.HeartbeatEvent;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;

/**
 * Publishes Spring Cloud's {@link HeartbeatEvent} when an application of the registry
 * comes or goes, so that a gateway has routes to it. It looks once a second, and for
 * those only who have asked which services there are.
 */
class RegistryWatch implements DisposableBean {

	private static final Log logger = LogFactory.getLog(RegistryWatch.class);

	private final RunningApplications applications;

	private final ApplicationEventPublisher publisher;

	private final SimpleAsyncTaskScheduler scheduler = new SimpleAsyncTaskScheduler();

	private volatile @Nullable List<ApplicationRecord> known;

	RegistryWatch(RunningApplications applications, ApplicationEventPublisher publisher) {
		this.applications = applications;
		this.publisher = publisher;
	}

	synchronized void start() {
		if (this.known == null && this.scheduler.isActive() && this.applications.registry().path() != null) {
			this.known = this.applications.list();
			this.scheduler.setThreadNamePrefix("port-resolver-registry-");
			this.scheduler.setDaemon(true);
			this.scheduler.setErrorHandler(
					(ex) -> logger.warn("A listener failed to handle that an application started or ended", ex));
			this.scheduler.scheduleWithFixedDelay(this::look, Duration.ofSeconds(1));
		}
	}

	// To watch the files would not tell of an application that was killed
	private void look() {
		List<ApplicationRecord> now = this.applications.list();
		if (!now.equals(this.known)) {
			this.known = now;
			this.publisher.publishEvent(new HeartbeatEvent(this, now));
		}
	}

	@Override
	public synchronized void destroy() {
		this.scheduler.close();
	}

}
