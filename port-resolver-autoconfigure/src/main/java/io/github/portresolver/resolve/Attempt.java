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
import io.github.portresolver.owner.OwnerAnswer;
import org.jspecify.annotations.Nullable;

/**
 * One port that was tried.
 *
 * @param port the port
 * @param source where the candidate came from
 * @param outcome what binding it came to
 * @param owner who has the port, or {@code null} if that was not looked up
 * @since 0.1.0
 */
public record Attempt(int port, PortSource source, BindOutcome outcome, @Nullable OwnerAnswer owner) {

}
