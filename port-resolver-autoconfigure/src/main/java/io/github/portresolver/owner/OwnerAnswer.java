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

package io.github.portresolver.owner;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What looking up the owner of a port came to. That nobody listens and that it could not
 * be found out are different answers.
 *
 * @since 0.1.0
 * @see PortOwners
 */
public sealed interface OwnerAnswer {

	/**
	 * Return the owner of the first listener.
	 * @return the owner, or {@code null} if nobody listens or it is not known who does
	 */
	default @Nullable Owner owner() {
		return (this instanceof Listening listening) ? listening.listeners().get(0).owner() : null;
	}

	/**
	 * At least one process listens.
	 *
	 * @param listeners the listeners in the order of the system's own table, never empty
	 */
	record Listening(List<Listener> listeners) implements OwnerAnswer {

		public Listening {
			listeners = List.copyOf(listeners);
			if (listeners.isEmpty()) {
				throw new IllegalArgumentException("'listeners' must not be empty");
			}
		}

	}

	/**
	 * It was possible to look, and nobody listens. Where {@code lsof} is the source
	 * (macOS and the BSDs), that means nobody whom the current user may see.
	 */
	record Nobody() implements OwnerAnswer {

	}

	/**
	 * It was not possible to look, or not in time.
	 *
	 * @param reason why, as a phrase without a full stop
	 */
	record Unknown(String reason) implements OwnerAnswer {

		public Unknown {
			reason = PlainText.of(reason, PlainText.SENTENCE);
		}

	}

}
