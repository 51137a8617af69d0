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

import java.util.ArrayList;
import java.util.List;

import io.github.portresolver.handoff.HeldPorts;
import io.github.portresolver.resolve.Hold;
import io.github.portresolver.resolve.PortRequest;
import io.github.portresolver.resolve.ResolvedPort;
import io.github.portresolver.resolve.ResolvedPorts;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.builder.ParentContextApplicationContextInitializer;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/**
 * The named ports that an application has of its parent context. Both read the same
 * configuration, and mean the same port; the ports of servers are each context's own.
 */
final class ParentPorts {

	private final List<PortRequest> remaining = new ArrayList<>();

	private final List<ResolvedPort> takenOver = new ArrayList<>();

	private ParentPorts(ResolvedPorts parent, List<PortRequest> requests) {
		for (PortRequest request : requests) {
			parent.find(request.name())
				.filter((port) -> isSame(request, port))
				.ifPresentOrElse(this.takenOver::add, () -> this.remaining.add(request));
		}
	}

	private static boolean isSame(PortRequest request, ResolvedPort port) {
		return request.hold() == Hold.LEASE && request.property().equals(port.property())
				&& request.port() == port.requested();
	}

	static ParentPorts of(SpringApplication application, List<PortRequest> requests) {
		ApplicationContext parent = findParent(application);
		boolean resolved = parent instanceof ConfigurableApplicationContext context && context.isActive()
				&& context.containsBean(HeldPorts.BEAN_NAME);
		return new ParentPorts((parent != null && resolved)
				? parent.getBean(HeldPorts.BEAN_NAME, HeldPorts.class).ports() : ResolvedPorts.empty(), requests);
	}

	// The initializer does not tell the parent, but gives it to any context
	private static @Nullable ApplicationContext findParent(SpringApplication application) {
		for (ApplicationContextInitializer<?> initializer : application.getInitializers()) {
			if (initializer instanceof ParentContextApplicationContextInitializer parentInitializer) {
				GenericApplicationContext child = new GenericApplicationContext();
				parentInitializer.initialize(child);
				return child.getParent();
			}
		}
		return null;
	}

	/**
	 * Return what is to be resolved nevertheless.
	 * @return the requests
	 */
	List<PortRequest> remaining() {
		return this.remaining;
	}

	/**
	 * Add the parent's ports to what was resolved.
	 * @param resolved the application's own ports
	 * @return all of them
	 */
	ResolvedPorts addTo(ResolvedPorts resolved) {
		List<ResolvedPort> all = new ArrayList<>();
		resolved.forEach(all::add);
		all.addAll(this.takenOver);
		return new ResolvedPorts(all, resolved.fallback());
	}

}
