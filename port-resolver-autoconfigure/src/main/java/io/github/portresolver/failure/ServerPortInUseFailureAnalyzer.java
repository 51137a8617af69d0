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
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/**
 * Explains Spring Boot's {@link PortInUseException}, in place of Spring Boot's own
 * analyzer, and names the owner.
 */
class ServerPortInUseFailureAnalyzer extends AbstractFailureAnalyzer<PortInUseException> implements Ordered {

	private final ServerConflict conflict;

	/**
	 * Create an instance.
	 * @param environment the environment, {@code null} where there is no context
	 */
	ServerPortInUseFailureAnalyzer(@Nullable Environment environment) {
		this.conflict = new ServerConflict(environment);
	}

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, PortInUseException cause) {
		FailureAnalysis analysis = this.conflict.analyzeInUse(cause.getPort(), cause);
		return (analysis != null) ? analysis : this.conflict.analyzeGone(cause.getPort(), cause);
	}

	@Override
	public int getOrder() {
		return 0;
	}

}
