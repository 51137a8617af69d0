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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.portresolver.handoff.Transport;
import io.github.portresolver.resolve.CandidateRules;
import io.github.portresolver.resolve.Fallback;
import io.github.portresolver.resolve.Hold;
import io.github.portresolver.resolve.PortRange;
import io.github.portresolver.resolve.ResolverSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;

/**
 * The properties of the starter. They are bound when the environment is prepared, long
 * before there are beans.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("port-resolver")
public class PortResolverProperties {

	/**
	 * Whether ports are resolved. Test contexts are left alone unless it is set to true
	 * explicitly.
	 */
	private boolean enabled = true;

	/**
	 * How long the configured port is tried again before anything else happens. Useful
	 * for restarts under a service manager.
	 */
	private Duration wait = Duration.ZERO;

	/**
	 * What happens when the configured port cannot be had.
	 */
	private Fallback fallback = Fallback.AUTO;

	/**
	 * Active profiles in which the fallback 'auto' means 'none'.
	 */
	private List<String> strictProfiles = new ArrayList<>(List.of("prod", "production"));

	/**
	 * Ports and ranges that are never chosen as a fallback, such as '5000,7000-7010'.
	 */
	private List<PortRange> exclude = new ArrayList<>();

	/**
	 * Whether to skip ports that browsers refuse to connect to.
	 */
	private boolean excludeBrowserUnsafe = true;

	/**
	 * How a port is held until the server serves on it.
	 */
	private Hold hold = Hold.AUTO;

	/**
	 * The I/O model with which the server serves.
	 */
	private Transport transport = Transport.AUTO;

	/**
	 * Whether the port this application had last time is tried before a random port is
	 * drawn.
	 */
	private boolean sticky = true;

	/**
	 * File that the server's port is written to as a bare number once it serves.
	 */
	private @Nullable Path portFile;

	/**
	 * Other properties that ask for a port, by the name the port is published under.
	 */
	private final Map<String, NamedPortProperties> ports = new LinkedHashMap<>();

	@NestedConfigurationProperty
	private final RegistryProperties registry = new RegistryProperties();

	@NestedConfigurationProperty
	private final AdjacentProperties adjacent = new AdjacentProperties();

	@NestedConfigurationProperty
	private final RandomProperties random = new RandomProperties();

	@NestedConfigurationProperty
	private final OwnerProperties owner = new OwnerProperties();

	@NestedConfigurationProperty
	private final UnixSocketProperties unixSocket = new UnixSocketProperties();

	/**
	 * Return how a port is held.
	 * @param fallback what may happen to the port
	 * @return the hold, a guard where the I/O model cannot adopt a socket
	 */
	Hold hold(Fallback fallback) {
		return (this.transport.isAdopting() ? this.hold : Hold.GUARD).decide(fallback);
	}

	ResolverSettings settings() {
		CandidateRules rules = new CandidateRules(this.adjacent.getAttempts(), this.exclude, this.excludeBrowserUnsafe);
		return new ResolverSettings(rules, this.owner.getTimeout());
	}

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

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

	public Map<String, NamedPortProperties> getPorts() {
		return this.ports;
	}

	public RegistryProperties getRegistry() {
		return this.registry;
	}

	public AdjacentProperties getAdjacent() {
		return this.adjacent;
	}

	public RandomProperties getRandom() {
		return this.random;
	}

	public OwnerProperties getOwner() {
		return this.owner;
	}

	public UnixSocketProperties getUnixSocket() {
		return this.unixSocket;
	}

}
