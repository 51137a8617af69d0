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

package io.github.portresolver.failure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.tomcat.ConnectorStartFailedException;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/**
 * Explains a {@link ConnectorStartFailedException} if someone has the connector's port.
 * If no one has, the cause is another one, and Spring Boot's own analyzer explains it.
 */
class ConnectorPortInUseFailureAnalyzer extends AbstractFailureAnalyzer<ConnectorStartFailedException>
		implements Ordered {

	private final ServerConflict conflict;

	/**
	 * Create an instance.
	 * @param environment the environment, {@code null} where there is no context
	 */
	ConnectorPortInUseFailureAnalyzer(@Nullable Environment environment) {
		this.conflict = new ServerConflict(environment);
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, ConnectorStartFailedException cause) {
		return this.conflict.analyzeInUse(cause.getPort(), cause);
	}

	@Override
	public int getOrder() {
		return 0;
	}

}
