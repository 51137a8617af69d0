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

import io.github.portresolver.unix.AbstractNameException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;

/**
 * Explains an {@link AbstractNameException}.
 */
class AbstractNameFailureAnalyzer extends AbstractFailureAnalyzer<AbstractNameException> implements Ordered {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, AbstractNameException cause) {
		ActionList actions = new ActionList();
		actions.add("Serve on a socket file:",
				"--" + "port-resolver.unix-socket.path" + "=./" + cause.getRequest().name());
		return new FailureAnalysis(cause.getMessage() + ".", actions.toString(), cause);
	}

	@Override
	public int getOrder() {
		return 0;
	}

}
