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

package io.github.portresolver.actuate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import io.github.portresolver.PortSource;
import io.github.portresolver.actuate.PortsDescriptor.ApplicationDescriptor;
import io.github.portresolver.actuate.PortsDescriptor.AttemptDescriptor;
import io.github.portresolver.actuate.PortsDescriptor.FallbackDescriptor;
import io.github.portresolver.actuate.PortsDescriptor.OwnerDescriptor;
import io.github.portresolver.actuate.PortsDescriptor.PortDescriptor;
import io.github.portresolver.actuate.PortsDescriptor.UnixSocketDescriptor;
import io.github.portresolver.registry.ApplicationRecord;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;

/**
 * The ports as a page for people. All that it consists of is under the one URL of the
 * endpoint, whatever the path of that is, and nothing is inline, so that it may be served
 * with a strict Content-Security-Policy.
 */
final class PortsPage {

	private static final Pattern LINK = Pattern.compile("https?://[^\\s]+");

	private final String application;

	private final boolean showValues;

	private final ZoneId zone = ZoneId.systemDefault();

	PortsPage(String application, boolean showValues) {
		this.application = application;
		this.showValues = showValues;
	}

	// What the page loads, or null if there is no such part
	static @Nullable Resource part(String part) {
		return (part.equals("page.js") || part.equals("page.css")) ? new ClassPathResource(part, PortsPage.class)
				: null;
	}

	// The records are of the applications of which the descriptor tells, in the same
	// order
	String render(PortsDescriptor descriptor, List<ApplicationRecord> records, Predicate<ApplicationRecord> own) {
		Map<String, Object> model = new HashMap<>();
		model.put("application", this.application);
		model.put("ports",
				descriptor.ports().entrySet().stream().map((port) -> port(port.getKey(), port.getValue())).toList());
		FallbackDescriptor fallback = descriptor.fallback();
		if (fallback != null) {
			model.put("fallback", Map.of("value", fallback.value(), "reason", fallback.reason()));
		}
		UnixSocketDescriptor socket = descriptor.unixSocket();
		if (socket != null) {
			model.put("socket", Map.of("path", socket.path(), "state", socket.state()));
		}
		List<ApplicationDescriptor> applications = descriptor.applications();
		if (applications != null) {
			model.put("registry", true);
			model.put("applications",
					IntStream.range(0, applications.size())
						.mapToObj((index) -> application(applications.get(index), records.get(index), own))
						.toList());
		}
		model.put("alone", !this.showValues);
		model.put("zone", this.zone.getId());
		return HtmlTemplate.render(template(), model);
	}

	private static String template() {
		try {
			return new ClassPathResource("page.html", PortsPage.class).getContentAsString(StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Map<String, Object> port(String name, PortDescriptor port) {
		return Map.ofEntries(Map.entry("name", name), Map.entry("headline", headline(port)),
				Map.entry("stops", stops(port)), Map.entry("url", port.url()), Map.entry("link", link(port.url())),
				Map.entry("transport", text(port.transport())), Map.entry("origin", text(port.origin())),
				Map.entry("elapsed", Duration.parse(port.elapsed()).toMillis()));
	}

	private static String text(@Nullable String value) {
		return (value != null) ? value : "";
	}

	private static String headline(PortDescriptor port) {
		if (port.requested() == 0) {
			return "%s is %d (%s)".formatted(port.property(), port.port(), port.source());
		}
		return (port.requested() != port.port())
				? "%s moved from %d to %d".formatted(port.property(), port.requested(), port.port())
				: "%s is %d, %s".formatted(port.property(), port.port(),
						port.source().equals(PortSource.DEFAULT.toString()) ? "the default" : "as configured");
	}

	// The port asked for, those tried, the one it is
	private List<Map<String, Object>> stops(PortDescriptor port) {
		List<Map<String, Object>> stops = new ArrayList<>();
		List<AttemptDescriptor> tried = port.attempts().subList(0, port.attempts().size() - 1);
		if (port.requested() == 0) {
			stops.add(stop("asked", "0", "any free port", ""));
		}
		else if (!tried.isEmpty() && tried.get(0).port() == port.requested()) {
			AttemptDescriptor first = tried.get(0);
			stops.add(stop("taken", String.valueOf(first.port()), sentence(first.outcome()), describe(first.owner())));
			tried = tried.subList(1, tried.size());
		}
		if (!tried.isEmpty()) {
			stops.add(tried(tried));
		}
		stops.add(stop("bound", String.valueOf(port.port()), port.source(), "hold: " + port.hold()));
		return stops;
	}

	private static Map<String, Object> tried(List<AttemptDescriptor> tried) {
		AttemptDescriptor last = tried.get(tried.size() - 1);
		if (tried.size() == 1) {
			return stop("tried", String.valueOf(last.port()), "tried, and " + sentence(last.outcome()), "");
		}
		boolean row = tried.stream().allMatch((attempt) -> attempt.source().equals(PortSource.ADJACENT.toString()));
		return stop("tried", tried.size() + " more", "tried, and not free",
				row ? "%d to %d".formatted(tried.get(0).port(), last.port()) : "");
	}

	private static Map<String, Object> stop(String kind, String number, String what, String detail) {
		return Map.of("kind", kind, "number", number, "what", what, "detail", detail);
	}

	private static String sentence(String outcome) {
		return outcome.replace('-', ' ');
	}

	private String describe(@Nullable OwnerDescriptor owner) {
		if (owner == null) {
			return "";
		}
		String name = (owner.name() != null) ? owner.name() : "an unknown process";
		String pid = (owner.pid() != null) ? ", PID " + owner.pid() : "";
		String since = (owner.since() != null) ? ", since " + time(Instant.parse(owner.since()), "HH:mm") : "";
		return "by " + name + pid + since;
	}

	private Map<String, Object> application(ApplicationDescriptor application, ApplicationRecord record,
			Predicate<ApplicationRecord> own) {
		String directory = text(application.directory());
		return Map.ofEntries(Map.entry("key", application.pid() + "-" + record.startedAt().toEpochMilli()),
				Map.entry("name", application.name()), Map.entry("pid", application.pid()),
				Map.entry("self", own.test(record)),
				Map.entry("directory", directory.equals(SanitizableData.SANITIZED_VALUE) ? "" : directory),
				Map.entry("state", record.stopping() ? "stopping" : "running"),
				Map.entry("startedAt", application.startedAt()),
				Map.entry("started", time(record.startedAt(), "HH:mm:ss")),
				Map.entry("addresses", record.urls().entrySet().stream().map(PortsPage::address).toList()));
	}

	private static Map<String, Object> address(Map.Entry<String, String> url) {
		return Map.of("kind", url.getKey(), "url", url.getValue(), "link", link(url.getValue()));
	}

	// Others chose the URL
	private static String link(String url) {
		return LINK.matcher(url).matches() ? url : "";
	}

	private String time(Instant instant, String pattern) {
		ZonedDateTime time = instant.atZone(this.zone);
		String date = time.toLocalDate().equals(LocalDate.now(this.zone)) ? "" : "d MMM, ";
		return DateTimeFormatter.ofPattern(date + pattern, Locale.ENGLISH).format(time);
	}

}
