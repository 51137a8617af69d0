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

import java.util.Set;

import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Configuration properties of {@link PortsEndpoint}.
 *
 * @param showValues When to show the user and the directory of processes, the other
 * applications of this machine, and who listens on ports that this application never
 * tried.
 * @param roles Roles used to determine whether a user is authorized to be shown these
 * values. When empty, all authenticated users are authorized.
 */
@ConfigurationProperties("management.endpoint.ports")
record PortsEndpointProperties(@DefaultValue("never") Show showValues, @DefaultValue Set<String> roles) {

	boolean isShownTo(SecurityContext caller) {
		return this.showValues.isShown(caller, this.roles);
	}

}
