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

package io.github.portresolver.sample;

import java.util.concurrent.CountDownLatch;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;

/**
 * The sample with something that never comes to an end of its start: before the server
 * starts, or with {@code --slow.early} before there is a context.
 */
public final class SlowStartingSample implements SmartLifecycle {

	private SlowStartingSample() {
	}

	public static void main(String[] arguments) {
		SpringApplication application = new SpringApplication(SampleApplication.class);
		application.addInitializers(
				(context) -> context.getBeanFactory().registerSingleton("slowStarting", new SlowStartingSample()));
		application.addListeners(new SlowListener());
		application.run(arguments);
	}

	@Override
	public void start() {
		block();
	}

	private static void block() {
		System.out.println("starting slowly");
		try {
			new CountDownLatch(1).await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void stop() {
		// It never runs
	}

	@Override
	public boolean isRunning() {
		return false;
	}

	@Override
	public int getPhase() {
		return 0;
	}

	private static final class SlowListener implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {

		@Override
		public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
			if (event.getEnvironment().containsProperty("slow.early")) {
				block();
			}
		}

	}

}
