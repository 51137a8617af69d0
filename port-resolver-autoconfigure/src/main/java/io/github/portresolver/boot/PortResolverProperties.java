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

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.portresolver.Fallback;
import io.github.portresolver.Hold;
import io.github.portresolver.handoff.Transport;
import io.github.portresolver.registry.ApplicationIdentity;
import io.github.portresolver.resolve.PortRange;
import io.github.portresolver.resolve.PortResolver.Settings;
import io.github.portresolver.unix.UnixSocketRequest.SocketPermissions;
import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.core.env.Environment;

/**
 * The properties of the starter. They are bound when the environment is prepared, long
 * before there are beans.
 *
 * @param enabled Whether to resolve ports. Test contexts are left alone unless this is
 * explicitly set to true.
 * @param waiting How long to wait for the configured port, or Unix domain socket, before
 * moving or failing. Useful for restarts under a service manager.
 * @param fallback What to do when the configured port is not available.
 * @param strictProfiles Active profiles in which the fallback 'auto' means 'none'.
 * @param exclude Ports and ranges that are never chosen as a fallback, such as
 * '5000,7000-7010'.
 * @param excludeBrowserUnsafe Whether to skip ports that browsers refuse to connect to.
 * @param hold How a port is held until the server serves on it.
 * @param transport The I/O model with which the server serves.
 * @param sticky Whether to try the random port that this application had last time before
 * drawing a new one.
 * @param portFile File that the server's port is written to as a bare number once it
 * serves.
 * @param ports Other properties that ask for a port, by the name the port is published
 * under.
 * @param registry The machine's registry of leases and running applications.
 * @param adjacent The ports above the configured one.
 * @param random Random ports.
 * @param owner Looking up who has a port.
 * @param unixSocket Serving on a Unix domain socket.
 * @since 0.1.0
 */
@ConfigurationProperties("port-resolver")
// @formatter:off
public record PortResolverProperties(@DefaultValue("true") boolean enabled,
		@Name("wait") @DefaultValue("0s") Duration waiting, @DefaultValue("auto") Fallback fallback,
		@DefaultValue({ "prod", "production" }) List<String> strictProfiles, @DefaultValue List<PortRange> exclude,
		@DefaultValue("true") boolean excludeBrowserUnsafe, @DefaultValue("auto") Hold hold,
		@DefaultValue("auto") Transport transport, @DefaultValue("true") boolean sticky, @Nullable Path portFile,
		@DefaultValue Map<String, Port> ports, @DefaultValue Registry registry, @DefaultValue Adjacent adjacent,
		@DefaultValue Random random, @DefaultValue Owner owner, @DefaultValue UnixSocket unixSocket) {
	// @formatter:on

	// A guard where the I/O model cannot adopt a socket
	Hold hold(Fallback fallback) {
		return (this.transport.isAdopting() ? this.hold : Hold.GUARD).decide(fallback);
	}

	Settings settings() {
		return new Settings(this.adjacent.attempts(), this.exclude, this.excludeBrowserUnsafe, this.owner.timeout());
	}

	/**
	 * The machine's registry of leases and running applications.
	 *
	 * @param enabled Whether to lease ports and record running applications.
	 * @param directory Directory of the registry. Defaults to one of the current user on
	 * this machine.
	 */
	public record Registry(@DefaultValue("true") boolean enabled, @Nullable Path directory) {

		// Read alone, for what looks into the registry at any time: off where the starter
		// is, and for AOT processing, which would freeze what runs at build time
		static Registry of(Environment environment) {
			Registry registry = Binder.get(environment).bindOrCreate("port-resolver.registry", Registry.class);
			boolean on = environment.getProperty("port-resolver.enabled", Boolean.class, true)
					&& !Boolean.getBoolean("spring.aot.processing");
			return new Registry(registry.enabled() && on, registry.directory());
		}

		io.github.portresolver.registry.Registry open(Log log, ApplicationIdentity identity) {
			return this.enabled ? io.github.portresolver.registry.Registry.open(log, identity, this.directory)
					: io.github.portresolver.registry.Registry.off(log, identity);
		}

	}

	/**
	 * The ports above the configured one.
	 *
	 * @param attempts How many ports above the configured one are tried.
	 */
	public record Adjacent(@DefaultValue("100") int attempts) {

	}

	/**
	 * Random ports.
	 *
	 * @param range The range from which random ports are drawn, such as '20000-29999'.
	 * Defaults to the operating system's. Also used for 'server.port=0'.
	 */
	public record Random(@Nullable PortRange range) {

	}

	/**
	 * Looking up who has a port.
	 *
	 * @param timeout The maximum time for looking up the owner of a port. After that the
	 * owner is unknown.
	 */
	public record Owner(@DefaultValue("1s") Duration timeout) {

	}

	/**
	 * Serving on a Unix domain socket.
	 *
	 * @param path The path of the socket file to serve on, used exactly as given, or '@'
	 * and a name in Linux's abstract namespace, on which only Reactor Netty's epoll can
	 * serve.
	 * @param permissions Who may connect to the socket file, as 'ls -l' prints
	 * permissions. Defaults to the owner only.
	 * @param only Whether to serve only on the socket, and on no port.
	 */
	public record UnixSocket(@Nullable String path, @Nullable SocketPermissions permissions, boolean only) {

	}

	/**
	 * Another property that asks for a port.
	 *
	 * @param property Name of the property that asks for the port.
	 * @param fallback What to do when the port is not available. Defaults to that of the
	 * server.
	 * @param random Random ports for this port.
	 */
	public record Port(@Nullable String property, @DefaultValue("auto") Fallback fallback,
			@DefaultValue Random random) {

	}

}
