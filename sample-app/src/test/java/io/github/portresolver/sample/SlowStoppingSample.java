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

import java.io.IOException;
import java.io.UncheckedIOException;

import org.springframework.boot.SpringApplication;
import org.springframework.context.SmartLifecycle;

/**
 * The sample with something that takes its time when it is stopped, before the server is:
 * until the input of the process ends.
 */
public final class SlowStoppingSample implements SmartLifecycle {

	private volatile boolean running;

	private SlowStoppingSample() {
	}

	public static void main(String[] arguments) {
		SpringApplication application = new SpringApplication(SampleApplication.class);
		application.addInitializers(
				(context) -> context.getBeanFactory().registerSingleton("slowStopping", new SlowStoppingSample()));
		application.run(arguments);
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		try {
			System.out.println("stopping slowly");
			System.in.read();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

}
