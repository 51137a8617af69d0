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

import org.apache.coyote.http11.Http11Nio2Protocol;
import org.apache.tomcat.util.net.Nio2Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's protocol on asynchronous channels with an endpoint that binds over a guard.
 * Tomcat creates it by its class name.
 *
 * @since 0.1.0
 */
public class GuardedHttp11Nio2Protocol extends Http11Nio2Protocol {

	/**
	 * Create the protocol.
	 */
	public GuardedHttp11Nio2Protocol() {
		super(new Endpoint());
	}

	void setServerBind(ServerBind serverBind) {
		((Endpoint) getEndpoint()).serverBind = serverBind;
	}

	private static final class Endpoint extends Nio2Endpoint {

		private @Nullable ServerBind serverBind;

		@Override
		public void bind() throws Exception {
			if (this.serverBind == null) {
				super.bind();
				return;
			}
			this.serverBind.bindOverGuard(getAddress(), getPortWithOffset(), super::bind);
		}

	}

}
