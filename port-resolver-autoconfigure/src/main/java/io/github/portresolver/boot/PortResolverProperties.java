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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.portresolver.Fallback;
import io.github.portresolver.Hold;
import io.github.portresolver.handoff.Transport;
import io.github.portresolver.resolve.PortRange;
import io.github.portresolver.resolve.PortResolver.Settings;
import io.github.portresolver.unix.UnixSocketRequest.SocketPermissions;
import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.env.Environment;

/**
 * The properties of the starter. They are bound when the environment is prepared, long
 * before there are beans. This class has setters since binding its constructor takes much
 * longer, and every start pays for that; of the records it has, only those that are set.
 */
@ConfigurationProperties("port-resolver")
class PortResolverProperties {

	/**
	 * How long to wait for the configured port, or Unix domain socket, before moving or
	 * failing. Useful for restarts under a service manager.
	 */
	private Duration wait = Duration.ZERO;

	/**
	 * What to do when the configured port is not available.
	 */
	private Fallback fallback = Fallback.AUTO;

	/**
	 * Active profiles in which the fallback 'auto' means 'none'.
	 */
	private List<String> strictProfiles = List.of("prod", "production");

	/**
	 * Ports and ranges that are never chosen as a fallback, such as '5000,7000-7010'.
	 */
	private List<PortRange> exclude = List.of();

	/**
	 * Whether to skip ports that browsers refuse to connect to.
	 */
	private boolean excludeBrowserUnsafe = true;

	/**
	 * How a port is held until the server serves on it.
	 */
	private Hold hold = Hold.AUTO;

	/**
	 * I/O model with which the server serves.
	 */
	private Transport transport = Transport.AUTO;

	/**
	 * Whether to try the random port that this application had last time before drawing a
	 * new one.
	 */
	private boolean sticky = true;

	/**
	 * File that the server's port is written to as a bare number once it serves.
	 */
	private @Nullable Path portFile;

	/**
	 * Other properties that ask for a port, by the name the port is published under.
	 */
	private final Map<String, Port> ports = new LinkedHashMap<>();

	private Registry registry = new Registry(true, null);

	private Adjacent adjacent = new Adjacent(100);

	private Random random = new Random(null);

	private Owner owner = new Owner(Duration.ofSeconds(1));

	private UnixSocket unixSocket = new UnixSocket(null, null, false);

	public Duration getWait() {
		return this.wait;
	}

	public void setWait(Duration wait) {
		this.wait = wait;
	}

	public Fallback getFallback() {
		return this.fallback;
	}

	public void setFallback(Fallback fallback) {
		this.fallback = fallback;
	}

	public List<String> getStrictProfiles() {
		return this.strictProfiles;
	}

	public void setStrictProfiles(List<String> strictProfiles) {
		this.strictProfiles = strictProfiles;
	}

	public List<PortRange> getExclude() {
		return this.exclude;
	}

	public void setExclude(List<PortRange> exclude) {
		this.exclude = exclude;
	}

	public boolean isExcludeBrowserUnsafe() {
		return this.excludeBrowserUnsafe;
	}

	public void setExcludeBrowserUnsafe(boolean excludeBrowserUnsafe) {
		this.excludeBrowserUnsafe = excludeBrowserUnsafe;
	}

	public Hold getHold() {
		return this.hold;
	}

	public void setHold(Hold hold) {
		this.hold = hold;
	}

	public Transport getTransport() {
		return this.transport;
	}

	public void setTransport(Transport transport) {
		this.transport = transport;
	}

	public boolean isSticky() {
		return this.sticky;
	}

	public void setSticky(boolean sticky) {
		this.sticky = sticky;
	}

	public @Nullable Path getPortFile() {
		return this.portFile;
	}

	public void setPortFile(@Nullable Path portFile) {
		this.portFile = portFile;
	}

	public Map<String, Port> getPorts() {
		return this.ports;
	}

	public Registry getRegistry() {
		return this.registry;
	}

	public void setRegistry(Registry registry) {
		this.registry = registry;
	}

	public Adjacent getAdjacent() {
		return this.adjacent;
	}

	public void setAdjacent(Adjacent adjacent) {
		this.adjacent = adjacent;
	}

	public Random getRandom() {
		return this.random;
	}

	public void setRandom(Random random) {
		this.random = random;
	}

	public Owner getOwner() {
		return this.owner;
	}

	public void setOwner(Owner owner) {
		this.owner = owner;
	}

	public UnixSocket getUnixSocket() {
		return this.unixSocket;
	}

	public void setUnixSocket(UnixSocket unixSocket) {
		this.unixSocket = unixSocket;
	}

	// A guard where the I/O model cannot adopt a socket
	Hold hold(Fallback fallback) {
		return (this.transport.isAdopting() ? this.hold : Hold.GUARD).decide(fallback);
	}

	Settings settings() {
		return new Settings(this.adjacent.attempts, this.exclude, this.excludeBrowserUnsafe, this.owner.timeout);
	}

	/**
	 * The machine's registry of leases and running applications.
	 *
	 * @param enabled Whether to lease ports and record running applications.
	 * @param directory Directory of the registry. Defaults to one of the current user on
	 * this machine.
	 */
	record Registry(@DefaultValue("true") boolean enabled, @Nullable Path directory) {

		// Read alone, for what looks into the registry at any time: off where the starter
		// is, and for AOT processing, which would freeze what runs at build time
		static Registry of(Environment environment) {
			Registry registry = Binder.get(environment).bindOrCreate("port-resolver.registry", Registry.class);
			boolean off = !environment.getProperty("port-resolver.enabled", Boolean.class, true)
					|| Boolean.getBoolean("spring.aot.processing");
			return off ? new Registry(false, registry.directory) : registry;
		}

		io.github.portresolver.registry.Registry open(Log log, String application, @Nullable Class<?> mainClass) {
			return io.github.portresolver.registry.Registry.open(log, application, mainClass, this.enabled,
					this.directory);
		}

	}

	/**
	 * The ports above the configured one.
	 *
	 * @param attempts How many ports above the configured one are tried.
	 */
	record Adjacent(@DefaultValue("100") int attempts) {

	}

	/**
	 * Random ports.
	 *
	 * @param range Range from which random ports are drawn, such as '20000-29999'.
	 * Defaults to the operating system's. Also used for 'server.port=0'.
	 */
	record Random(@Nullable PortRange range) {

	}

	/**
	 * Looking up who has a port.
	 *
	 * @param timeout Maximum time for looking up the owner of a port. After that the
	 * owner is unknown.
	 */
	record Owner(@DefaultValue("1s") Duration timeout) {

	}

	/**
	 * Serving on a Unix domain socket.
	 *
	 * @param path Path of the socket file to serve on, used exactly as given, or '@' and
	 * a name in Linux's abstract namespace, on which only Reactor Netty's epoll can
	 * serve.
	 * @param permissions Who may connect to the socket file, as 'ls -l' shows it after
	 * the type of the file. Defaults to the owner only.
	 * @param only Whether to serve only on the socket, and on no port.
	 */
	record UnixSocket(@Nullable String path, @Nullable SocketPermissions permissions, boolean only) {

	}

	/**
	 * Another property that asks for a port.
	 *
	 * @param property Name of the property that asks for the port.
	 * @param fallback What to do when the port is not available. Defaults to that of the
	 * server.
	 */
	record Port(@Nullable String property, @DefaultValue("auto") Fallback fallback, @DefaultValue Random random) {

	}

}
