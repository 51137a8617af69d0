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

package io.github.portresolver;

import java.time.Duration;

/**
 * Leases of ports for what an application starts at run time: a child process, an
 * embedded broker or database. A port that is leased was free at that moment on every
 * address, and nobody who uses port-resolver as this user takes it until the lease is
 * closed, its application context is closed or its process ends, also by {@code kill -9}.
 * Others are not kept out: a lease is not a socket. Without a registry, a lease applies
 * only within this process.
 * <p>
 * A bean of this type is present in every application:
 *
 * <pre class="code">
 * try (PortLease lease = leases.acquireAny(20000, 20099, Duration.ofSeconds(5))) {
 *     broker.start(lease.port());
 * }
 * </pre>
 *
 * @since 0.1.0
 */
public interface PortLeases {

	/**
	 * Lease a port, waiting for it to become free.
	 * @param port the port, 1 to 65535
	 * @param timeout the longest time to wait; with zero the port is tried once
	 * @return the lease, to be closed by the caller
	 * @throws PortLeaseException if the port does not become free in time
	 * @throws IllegalArgumentException if the port is out of range
	 */
	PortLease acquire(int port, Duration timeout);

	/**
	 * Lease the first port of a range that is free, waiting while none is.
	 * @param first the first port, 1 to 65535
	 * @param last the last port, not less than the first
	 * @param timeout the longest time to wait; with zero each port is tried once
	 * @return the lease, to be closed by the caller
	 * @throws PortLeaseException if no port becomes free in time
	 * @throws IllegalArgumentException if a port is out of range
	 */
	PortLease acquireAny(int first, int last, Duration timeout);

}
