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

package io.github.portresolver.boot;

import io.github.portresolver.resolve.PortRange;
import org.jspecify.annotations.Nullable;

/**
 * Random ports.
 *
 * @since 0.1.0
 */
public class RandomProperties {

	/**
	 * The range random ports are drawn from, such as '20000-29999'. The operating
	 * system's if it is not set. Also used for 'server.port=0'.
	 */
	private @Nullable PortRange range;

	public @Nullable PortRange getRange() {
		return this.range;
	}

	public void setRange(@Nullable PortRange range) {
		this.range = range;
	}

}
