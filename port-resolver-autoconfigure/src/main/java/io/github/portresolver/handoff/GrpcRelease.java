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

package io.github.portresolver.handoff;

import org.springframework.boot.grpc.server.autoconfigure.GrpcServerProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycle;

/**
 * Lets a gRPC server that cannot adopt the held port bind by itself: the one with shaded
 * Netty, or a factory that is not Spring Boot's. Nothing of it can be reached between the
 * start of its {@link GrpcServerLifecycle}, which is in the last phase, and its bind.
 */
class GrpcRelease implements SmartLifecycle {

	private final ServerBind serverBind;

	private final GrpcServerProperties properties;

	GrpcRelease(ServerBind serverBind, GrpcServerProperties properties) {
		this.serverBind = serverBind;
		this.properties = properties;
	}

	@Override
	public int getPhase() {
		return Integer.MAX_VALUE - 1;
	}

	@Override
	public void start() {
		Integer port = this.properties.getPort();
		this.serverBind.open(this.properties.getAddress(), (port != null) ? port : 0);
	}

	@Override
	public void stop() {
	}

	@Override
	public boolean isRunning() {
		return false;
	}

}
