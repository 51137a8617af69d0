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

package io.github.portresolver.actuate;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import io.github.portresolver.actuate.PortsDescriptor.PortStateDescriptor;
import io.github.portresolver.handoff.HeldPorts;
import io.github.portresolver.owner.OwnerAnswer.Listener;
import io.github.portresolver.owner.PortOwners;
import io.github.portresolver.registry.ApplicationRecord;
import io.github.portresolver.registry.Registry;
import io.github.portresolver.resolve.PortRange;
import io.github.portresolver.resolve.PortResolver;
import io.github.portresolver.unix.UnixSocket;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.ApiVersion;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.Producible;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

/**
 * {@link Endpoint @Endpoint} that tells how this application's ports were chosen, and who
 * listens on them.
 */
@Endpoint(id = "ports")
class PortsEndpoint {

	private final HeldPorts heldPorts;

	private final @Nullable UnixSocket unixSocket;

	private final @Nullable Registry registry;

	private final PortOwners owners;

	private final Duration ownerTimeout;

	private final Iterable<SanitizingFunction> sanitizingFunctions;

	private final Show showValues;

	PortsEndpoint(HeldPorts heldPorts, @Nullable UnixSocket unixSocket, @Nullable Registry registry, PortOwners owners,
			Duration ownerTimeout, Iterable<SanitizingFunction> sanitizingFunctions, Show showValues) {
		this.heldPorts = heldPorts;
		this.unixSocket = unixSocket;
		this.registry = registry;
		this.owners = owners;
		this.ownerTimeout = ownerTimeout;
		this.sanitizingFunctions = sanitizingFunctions;
		this.showValues = showValues;
	}

	@ReadOperation(producesFrom = Format.class)
	PortsDescriptor ports() {
		return ports(this.showValues.isShown(true));
	}

	// Null, which is answered as not found, if it may not be shown
	@ReadOperation
	@Nullable PortStateDescriptor port(@Selector int port) {
		return port(port, this.showValues.isShown(true));
	}

	PortsDescriptor ports(boolean showValues) {
		return describe(records(showValues), showValues);
	}

	String page(String application, boolean showValues) {
		List<ApplicationRecord> records = records(showValues);
		return new PortsPage(application, showValues).render(describe(records, showValues),
				(records != null) ? records : List.of(), this::isOwn);
	}

	private PortsDescriptor describe(@Nullable List<ApplicationRecord> records, boolean showValues) {
		return describer(showValues).describe(this.heldPorts, this.unixSocket, records);
	}

	private PortsDescriber describer(boolean showValues) {
		return new PortsDescriber(this.sanitizingFunctions, showValues);
	}

	private @Nullable List<ApplicationRecord> records(boolean showValues) {
		return (this.registry != null)
				? this.registry.applications().stream().filter((record) -> showValues || isOwn(record)).toList() : null;
	}

	private boolean isOwn(ApplicationRecord record) {
		return this.registry != null && this.registry.isOwn(record);
	}

	@Nullable PortStateDescriptor port(int port, boolean showValues) {
		if (port < 1 || port > PortRange.MAX_PORT) {
			throw new InvalidEndpointRequestException("Port " + port + " is out of range",
					"A port is a number from 1 to 65535");
		}
		if (!showValues && !isTried(port)) {
			return null;
		}
		List<Listener> listeners = this.owners.find(port, this.ownerTimeout).listeners();
		// A guarded port has no listener
		boolean free = listeners.isEmpty() && PortResolver.isFree(port);
		return describer(showValues).describe(port, free, listeners);
	}

	private boolean isTried(int port) {
		return this.heldPorts.allocations()
			.stream()
			.flatMap((allocation) -> allocation.attempts().stream())
			.anyMatch((attempt) -> attempt.port() == port);
	}

	/**
	 * What the ports are told as. Of several that a caller accepts the last one is
	 * chosen, so that a browser, which accepts everything, gets the page.
	 */
	enum Format implements Producible<Format> {

		/**
		 * Spring Boot's own default, which {@code *}{@code /*} means.
		 */
		ACTUATOR(ApiVersion.V3.getProducedMimeType()),

		ACTUATOR_V2(ApiVersion.V2.getProducedMimeType()),

		JSON(MimeTypeUtils.APPLICATION_JSON),

		HTML(new MimeType("text", "html", StandardCharsets.UTF_8));

		private final MimeType mimeType;

		Format(MimeType mimeType) {
			this.mimeType = mimeType;
		}

		@Override
		public MimeType getProducedMimeType() {
			return this.mimeType;
		}

		@Override
		public boolean isDefault() {
			return this == ACTUATOR;
		}

	}

}
