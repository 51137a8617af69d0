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

import org.apache.tomcat.util.net.Nio2Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint that binds over the guard of a held port.
 */
class HeldPortNio2Endpoint extends Nio2Endpoint {

	private @Nullable ServerBind serverBind;

	void setServerBind(ServerBind serverBind) {
		this.serverBind = serverBind;
	}

	@Override
	public void bind() throws Exception {
		ServerBind bind = this.serverBind;
		if (bind == null) {
			super.bind();
			return;
		}
		bind.bindOverGuard(getAddress(), getPortWithOffset(), super::bind);
	}

}
