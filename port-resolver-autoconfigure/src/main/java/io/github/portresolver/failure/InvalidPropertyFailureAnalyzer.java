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

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.Order;

/**
 * Explains an {@link InvalidPropertyException}.
 */
@Order(0)
class InvalidPropertyFailureAnalyzer extends AbstractFailureAnalyzer<InvalidPropertyException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidPropertyException cause) {
		return new FailureAnalysis(cause.getMessage() + ".", action(cause), cause);
	}

	private String action(InvalidPropertyException cause) {
		String action = "Set %s to %s.".formatted(cause.getProperty(), cause.getAllowed());
		if (cause.getValue().startsWith("tcp://")) {
			action += " The value looks like one that Kubernetes sets in the environment of a pod for a service "
					+ "(SERVER_PORT for the service 'server'): "
					+ "rename the service, or set enableServiceLinks to false in the pod's specification.";
		}
		return action;
	}

}
