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

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * A process that owns a port; what is not known of it is {@code null}. Names are chosen
 * by other processes: control characters in them are replaced by '?', and they are cut at
 * 80 characters.
 *
 * @param pid the process id, which Linux does not tell of another user's process
 * @param name the executable with the main class or jar of a Java process but no other
 * argument, such as {@code java orders.jar}
 * @param user the user's name, or {@code uid 1001} if the user has no name
 * @param since when the process started
 * @param directory the working directory
 */
public record Owner(@Nullable Long pid, @Nullable String name, @Nullable String user, @Nullable Instant since,
		@Nullable Path directory) {

	public static final Owner UNKNOWN = new Owner(null, null, null, null, null);

	private static final Duration TIMEOUT = Duration.ofSeconds(1);

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);

	private static final DateTimeFormatter DAY_AND_TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);

	public Owner {
		name = PlainText.ofNullableName(name);
		user = PlainText.ofNullableName(user);
	}

	// With at least the pid: what may not be seen, or not within a second, is left out
	public static Owner of(long pid) {
		return BoundedLookup.get(() -> ProcessDetails.ofSystem().describe(pid, null, null), TIMEOUT,
				(reason) -> new Owner(pid, null, null, null, null));
	}

	// Such as PID 4711 (java orders.jar, user alice, since 09:12), as far as it is known
	public String describe() {
		return describe(Clock.systemDefaultZone());
	}

	String describe(Clock clock) {
		String details = Stream
			.of(this.name, (this.pid != null) ? describeUser() : null,
					(this.since != null) ? "since " + format(this.since, clock) : null)
			.filter(Objects::nonNull)
			.collect(Collectors.joining(", "));
		return details.isEmpty() ? subject() : subject() + " (" + details + ")";
	}

	private @Nullable String describeUser() {
		return (this.user == null || ProcessDetails.isNumber(this.user)) ? this.user : "user " + this.user;
	}

	private String subject() {
		if (this.pid != null) {
			return ((this.pid == ProcessHandle.current().pid()) ? "this process, PID " : "PID ") + this.pid;
		}
		return (this.user != null) ? "a process of " + describeUser() : "another process";
	}

	private static String format(Instant instant, Clock clock) {
		ZonedDateTime time = instant.atZone(clock.getZone());
		boolean today = time.toLocalDate().equals(ZonedDateTime.now(clock).toLocalDate());
		return (today ? TIME : DAY_AND_TIME).format(time);
	}

	// Fit to print, as the names are
	public @Nullable String describeDirectory() {
		return (this.directory != null) ? PlainText.ofNullableName(this.directory.toString()) : null;
	}

	// As this JVM, so that it may be ended; false also if that is not known
	public boolean isSameUser() {
		return this.pid != null && this.user != null && this.user
			.equals(ProcessDetails.ofSystem().describe(ProcessHandle.current().pid(), null, null).user());
	}

}
