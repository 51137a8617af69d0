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

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/**
 * Explains why a server of gRPC or RSocket could not bind its port, for which Spring Boot
 * has no analyzer, and names the owner.
 */
class RpcServerFailureAnalyzer implements FailureAnalyzer, Ordered {

	/**
	 * All there is to recognize it by: the exception has no type of its own.
	 */
	private static final String GRPC_MESSAGE = "Failed to start the grpc server";

	/**
	 * A web server's has an exception of another type around it, whose analyzer comes
	 * first.
	 */
	private static final String RSOCKET_EXCEPTION = "reactor.netty.ChannelBindException";

	private final @Nullable Environment environment;

	/**
	 * Create an instance.
	 * @param environment the environment, {@code null} where there is no context
	 */
	RpcServerFailureAnalyzer(@Nullable Environment environment) {
		this.environment = environment;
	}

	@Override
	public int getOrder() {
		return 1;
	}

	@Override
	public @Nullable FailureAnalysis analyze(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof IllegalStateException && GRPC_MESSAGE.equals(cause.getMessage())) {
				return analyze("spring.grpc.server.", 9090, cause);
			}
			if (cause.getClass().getName().equals(RSOCKET_EXCEPTION)) {
				return analyze("spring.rsocket.server.", 0, cause);
			}
		}
		return null;
	}

	private @Nullable FailureAnalysis analyze(String prefix, int defaultPort, Throwable cause) {
		if (this.environment == null) {
			return null;
		}
		String property = prefix + "port";
		int port = this.environment.getProperty(property, Integer.class, defaultPort);
		return (port > 0) ? new ServerConflict(this.environment).analyzeInUse(port, property, cause) : null;
	}

}
