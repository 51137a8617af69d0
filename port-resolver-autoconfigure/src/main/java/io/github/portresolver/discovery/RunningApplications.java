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

package io.github.portresolver.discovery;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import io.github.portresolver.registry.ApplicationRecord;
import io.github.portresolver.registry.Registry;
import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.log.LogMessage;

/**
 * The applications of this user that run on this machine, as one of them looks for
 * another: now, and the nearest first, so that the services of one checkout find each
 * other and not those of the checkout beside it.
 */
public final class RunningApplications {

	public static final String BEAN_NAME = RunningApplications.class.getName();

	private final Log log;

	private final Supplier<Registry> registry;

	private final Path directory;

	private final Set<ApplicationRecord> logged = ConcurrentHashMap.newKeySet();

	// For an application that runs in this JVM's working directory
	public RunningApplications(Log log, Supplier<Registry> registry) {
		this(log, registry, Path.of("").toAbsolutePath());
	}

	RunningApplications(Log log, Supplier<Registry> registry, Path directory) {
		this.log = log;
		this.registry = registry;
		this.directory = directory;
	}

	/**
	 * Let an environment answer where these applications run. What it has itself, such as
	 * system properties, takes precedence.
	 */
	public void publish(ConfigurableEnvironment environment) {
		environment.getPropertySources().remove(ApplicationsPropertySource.NAME);
		environment.getPropertySources().addLast(new ApplicationsPropertySource(this));
	}

	Registry registry() {
		return this.registry.get();
	}

	// Those that serve: the nearest first, then the latest start
	List<ApplicationRecord> list() {
		return registry().applications()
			.stream()
			.filter((record) -> !record.stopping())
			.sorted(Comparator.comparing(this::closeness).reversed())
			.toList();
	}

	// By a name in upper or lower case, with or without dashes, in the same order
	List<ApplicationRecord> find(String name, Predicate<ApplicationRecord> filter) {
		String uniform = uniform(name);
		return list().stream().filter((record) -> uniform(record.name()).equals(uniform)).filter(filter).toList();
	}

	// Those that are as near as the nearest is, the latest start first
	List<ApplicationRecord> findNearest(String name, Predicate<ApplicationRecord> filter) {
		List<ApplicationRecord> found = find(name, filter);
		return found.stream().filter((record) -> closeness(record) == closeness(found.get(0))).toList();
	}

	// From the one that a caller means who wants one: the nearest that has the value, of
	// several the latest, which the log says
	@Nullable Object choose(String name, Function<ApplicationRecord, @Nullable Object> value) {
		List<ApplicationRecord> found = find(name, (record) -> value.apply(record) != null);
		if (found.isEmpty()) {
			return null;
		}
		ApplicationRecord choice = found.get(0);
		if (this.logged.add(choice)) {
			this.log.info(LogMessage.of(() -> describe(choice, found)));
		}
		return value.apply(choice);
	}

	private String describe(ApplicationRecord choice, List<ApplicationRecord> found) {
		String url = choice.urls().getOrDefault("server", choice.urls().get("unix-socket"));
		String reason = (found.size() == 1) ? "" : ", the %s of %d instances"
			.formatted((closeness(choice) > closeness(found.get(1))) ? "nearest" : "latest", found.size());
		return "Found application '%s'%s (PID %d in %s)%s".formatted(choice.name(), (url != null) ? " at " + url : "",
				choice.pid(), choice.directory(), reason);
	}

	// The number of folders that two working directories have in common
	private long closeness(ApplicationRecord record) {
		try {
			Path other = Path.of(record.directory());
			return IntStream.range(0, Math.min(this.directory.getNameCount(), other.getNameCount()))
				.takeWhile((index) -> this.directory.getName(index).equals(other.getName(index)))
				.count();
		}
		catch (InvalidPathException ex) {
			return 0;
		}
	}

	// As Spring Boot compares the elements of property names
	private static String uniform(String name) {
		return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
	}

}
