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

import org.springframework.boot.actuate.endpoint.ApiVersion;
import org.springframework.boot.actuate.endpoint.Producible;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

/**
 * What the ports are told as. Of several that a caller accepts the last one is chosen, so
 * that a browser, which accepts everything, gets the page.
 */
enum PortsFormat implements Producible<PortsFormat> {

	/**
	 * Spring Boot's own default, which {@code *}{@code /*} means.
	 */
	ACTUATOR(ApiVersion.V3.getProducedMimeType()),

	ACTUATOR_V2(ApiVersion.V2.getProducedMimeType()),

	JSON(MimeTypeUtils.APPLICATION_JSON),

	HTML(new MimeType("text", "html", StandardCharsets.UTF_8));

	private final MimeType mimeType;

	PortsFormat(MimeType mimeType) {
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
