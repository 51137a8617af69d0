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

package io.github.portresolver.resolve;

import io.github.portresolver.PortSource;

/**
 * A port to try.
 *
 * @param port the port, 0 to have the operating system draw one
 * @param source where the candidate comes from
 */
record Candidate(int port, PortSource source) {

	static final int DRAWN_BY_SYSTEM = 0;

}
