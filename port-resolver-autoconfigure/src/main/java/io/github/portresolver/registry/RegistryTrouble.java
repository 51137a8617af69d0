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

package io.github.portresolver.registry;

import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.commons.logging.Log;

/**
 * Says what is wrong with the registry: once, as WARN if its directory was configured and
 * as DEBUG if it is the default one. What follows from that is DEBUG.
 *
 * @since 0.1.0
 */
public final class RegistryTrouble {

	private final Log log;

	private final boolean configured;

	private final AtomicBoolean said = new AtomicBoolean();

	/**
	 * Create an instance.
	 * @param log where to write
	 * @param configured whether the registry's directory was configured
	 */
	public RegistryTrouble(Log log, boolean configured) {
		this.log = log;
		this.configured = configured;
	}

	/**
	 * Say what is wrong.
	 * @param what one sentence without a full stop
	 */
	public void report(String what) {
		if (this.said.compareAndSet(false, true) && this.configured) {
			this.log.warn(what);
		}
		else {
			this.log.debug(what);
		}
	}

}
