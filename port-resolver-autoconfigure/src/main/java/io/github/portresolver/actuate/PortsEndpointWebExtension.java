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

import io.github.portresolver.actuate.PortsDescriptor.PortStateDescriptor;
import io.github.portresolver.actuate.PortsEndpoint.Format;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;
import org.springframework.core.io.Resource;
import org.springframework.util.MimeType;

/**
 * {@link EndpointWebExtension @EndpointWebExtension} for the {@link PortsEndpoint}.
 */
@EndpointWebExtension(endpoint = PortsEndpoint.class)
class PortsEndpointWebExtension {

	private final PortsEndpoint delegate;

	private final PortsEndpointProperties properties;

	private final String application;

	PortsEndpointWebExtension(PortsEndpoint delegate, PortsEndpointProperties properties, String application) {
		this.delegate = delegate;
		this.properties = properties;
		this.application = application;
	}

	// The page loads its script and its style as parts of the same URL
	@ReadOperation(producesFrom = Format.class)
	WebEndpointResponse<?> ports(SecurityContext securityContext, Format format, @Nullable String part) {
		if (part != null) {
			return part(part);
		}
		boolean showValues = this.properties.isShownTo(securityContext);
		return (format == Format.HTML)
				? new WebEndpointResponse<>(this.delegate.page(this.application, showValues), format)
				: new WebEndpointResponse<>(this.delegate.ports(showValues));
	}

	private static WebEndpointResponse<?> part(String name) {
		Resource part = PortsPage.part(name);
		return (part != null)
				? new WebEndpointResponse<>(part,
						MimeType.valueOf(name.endsWith(".js") ? "text/javascript" : "text/css"))
				: new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
	}

	@ReadOperation
	WebEndpointResponse<PortStateDescriptor> port(SecurityContext securityContext, @Selector int port) {
		PortStateDescriptor descriptor = this.delegate.port(port, this.properties.isShownTo(securityContext));
		return (descriptor != null) ? new WebEndpointResponse<>(descriptor, WebEndpointResponse.STATUS_OK)
				: new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
	}

}
