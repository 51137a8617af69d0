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

import java.time.Duration;

/**
 * What holds for all requests of an application.
 *
 * @param rules which ports may be chosen as a fallback
 * @param ownerTimeout the longest time that looking up a port's owner may take
 * @since 0.1.0
 */
public record ResolverSettings(CandidateRules rules, Duration ownerTimeout) {

}
