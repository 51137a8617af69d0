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

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.portresolver.actuate.PortsDescriptor.ApplicationDescriptor;
import io.github.portresolver.actuate.PortsDescriptor.AttemptDescriptor;
import io.github.portresolver.actuate.PortsDescriptor.FallbackDescriptor;
import io.github.portresolver.actuate.PortsDescriptor.OwnerDescriptor;
import io.github.portresolver.actuate.PortsDescriptor.PortDescriptor;
import io.github.portresolver.actuate.PortsDescriptor.UnixSocketDescriptor;
import io.github.portresolver.registry.ApplicationRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PortsPage} and {@link HtmlTemplate}.
 */
class PortsPageTests {

	private static final AttemptDescriptor TAKEN = new AttemptDescriptor(8080, "configured", "in-use",
			new OwnerDescriptor(4711L, "python3.11", "2020-11-21T09:12:00Z", "******", "******"));

	@Test
	void renderShowsTheWayOfAMovedPort() {
		String page = render(port(8080, 8081, "adjacent", TAKEN));
		assertThat(page).contains("server.port moved from 8080 to 8081</h2>")
			.contains(
					"<li class=\"taken\"><b>8080</b> <span>in use</span> <small>by python3.11, PID 4711, since 21 Nov, ")
			.contains("<li class=\"bound\"><b>8081</b> <span>adjacent</span> <small>hold: hand-off</small></li>")
			.contains("<a id=\"link-server\" href=\"http://localhost:8081/\">http://localhost:8081/</a>")
			.contains("<dd>selector</dd>")
			.contains("<dd>51 ms</dd>")
			.doesNotContain("class=\"tried\"")
			.doesNotContain("{{");
	}

	@Test
	void renderSumsUpWhatWasTriedBetween() {
		String page = render(port(8080, 8084, "adjacent", TAKEN, inUse(8081), inUse(8082), inUse(8083)));
		assertThat(page).contains("<li class=\"tried\"><b>3 more</b> <span>tried, and not free</span> "
				+ "<small>8081 to 8083</small></li>");
		page = render(port(8080, 8082, "adjacent", TAKEN, inUse(8081)));
		assertThat(page).contains("<li class=\"tried\"><b>8081</b> <span>tried, and in use</span></li>");
	}

	@Test
	void renderOfAPortThatDidNotMoveHasOneStop() {
		assertThat(render(port(8080, 8080, "default"))).contains("server.port is 8080, the default</h2>")
			.contains("<li class=\"bound\"><b>8080</b> <span>default</span> <small>hold: hand-off</small></li>")
			.containsOnlyOnce("<li class");
		assertThat(render(port(8080, 8080, "configured"))).contains("server.port is 8080, as configured</h2>");
	}

	@Test
	void renderOfARandomPortStartsAtZero() {
		assertThat(render(port(0, 35473, "random"))).contains("server.port is 35473 (random)</h2>")
			.contains("<li class=\"asked\"><b>0</b> <span>any free port</span></li>")
			.contains("<li class=\"bound\"><b>35473</b>");
	}

	@Test
	void renderOfAnUnknownOwnerSaysSo() {
		AttemptDescriptor taken = new AttemptDescriptor(8080, "default", "in-use",
				new OwnerDescriptor(null, null, null, null, null));
		assertThat(render(port(8080, 8081, "adjacent", taken))).contains("<small>by an unknown process</small>");
	}

	@Test
	void renderListsApplicationsWithLinksStateAndStart() {
		assertThat(renderApplication("orders", "http://localhost:8082/", false, "/srv/orders", true))
			.contains("data-name=\"orders, PID 4711\"")
			.contains("<small>PID 4711 · /srv/orders</small>")
			.contains("href=\"http://localhost:8082/\"")
			.contains("class=\"running\">running<")
			.contains("<time datetime=\"2020-11-21T09:12:00Z\">21 Nov, ")
			.doesNotContain("this one")
			.doesNotContain("show-values");
		assertThat(renderApplication("orders", "http://localhost:8082/", true, "******", false))
			.contains("<small>PID 4711</small>")
			.contains("class=\"stopping\">stopping<")
			.contains("<code>management.endpoint.ports.show-values</code>");
	}

	@ParameterizedTest
	@ValueSource(strings = { "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onclick='alert(1)",
			"{{application}}", "</textarea><!--", "&lt;script&gt;" })
	void renderEscapesWhatOthersChose(String name) {
		String escaped = name.replace("&", "&amp;")
			.replace("<", "&lt;")
			.replace(">", "&gt;")
			.replace("\"", "&quot;")
			.replace("'", "&#39;");
		String page = renderApplication(name, "http://localhost:1/?" + name.replace(" ", ""), false, name, true);
		assertThat(page).contains(">" + escaped + "<small>")
			.contains("data-name=\"" + escaped + ", PID 4711\"")
			.contains("· " + escaped)
			.doesNotContain("<script>")
			.doesNotContain("<img")
			.doesNotContain("onclick='");
		AttemptDescriptor taken = new AttemptDescriptor(8080, "configured", "in-use",
				new OwnerDescriptor(1L, name, null, null, null));
		page = new PortsPage(name, true).render(descriptor(port(8080, 8081, "adjacent", taken), null), List.of(),
				(record) -> false);
		assertThat(page).contains("<h1>" + escaped + "</h1>")
			.contains("by " + escaped + ", PID 1")
			.contains("<title>" + escaped + " · Ports</title>")
			.doesNotContain("<script>")
			.doesNotContain("<img");
	}

	@ParameterizedTest
	@ValueSource(strings = { "javascript:alert(1)", "data:text/html,x", "httpx://host/", "unix:/run/app.sock",
			"//evil.example/", "JavaScript:alert(1)//http://localhost/" })
	void renderLinksToHttpOnly(String url) {
		assertThat(renderApplication("orders", url, false, null, true))
			.contains("<li>" + url + " <small>server</small>")
			.doesNotContain("href=\"" + url);
	}

	@Test
	void renderHasNothingInlineAndNothingOfOthers() {
		String page = renderApplication("orders", "http://localhost:8082/", false, null, true);
		assertThat(page).doesNotContain("style=")
			.doesNotContain("<style")
			.containsPattern("<script src=\"\\?part=page\\.js\" defer></script>")
			.doesNotContainPattern("<script(?! src=\"\\?part)")
			.doesNotContainPattern("<link(?! rel=\"stylesheet\" href=\"\\?part)")
			.doesNotContainPattern("\\son\\w+=");
	}

	@Test
	void renderTellsFallbackSocketAndThatThereIsNoRegistry() {
		PortsDescriptor descriptor = new PortsDescriptor(Map.of(), new FallbackDescriptor("none", "a test says so"),
				new UnixSocketDescriptor("/run/app.sock", "rw-------", "serving"), null);
		assertThat(new PortsPage("orders", true).render(descriptor, List.of(), (record) -> false))
			.contains("No port was resolved for this application.")
			.contains("<b>none</b>, a test says so")
			.contains("<b>/run/app.sock</b>, serving")
			.contains("id=\"status\"")
			.doesNotContain("<table");
	}

	private static AttemptDescriptor inUse(int port) {
		return new AttemptDescriptor(port, "adjacent", "in-use", null);
	}

	private static PortDescriptor port(int requested, int port, String source, AttemptDescriptor... before) {
		List<AttemptDescriptor> attempts = new ArrayList<>(List.of(before));
		attempts.add(new AttemptDescriptor(port, source, "bound", null));
		return new PortDescriptor("server.port", null, requested, port, source, "*", "http://localhost:" + port + "/",
				"hand-off", "selector", "PT0.0513S", attempts);
	}

	private static PortsDescriptor descriptor(PortDescriptor port, List<ApplicationDescriptor> applications) {
		return new PortsDescriptor(Map.of("server", port), null, null, applications);
	}

	private static String render(PortDescriptor port) {
		return new PortsPage("orders", true).render(descriptor(port, null), List.of(), (record) -> false);
	}

	private static String renderApplication(String name, String url, boolean stopping, String directory,
			boolean showValues) {
		Instant started = Instant.parse("2020-11-21T09:12:00Z");
		ApplicationRecord record = new ApplicationRecord("", name, 4711, "", started, Map.of("server", 8082),
				Map.of("server", url), stopping);
		ApplicationDescriptor application = new ApplicationDescriptor(name, 4711, directory, started.toString(),
				record.ports());
		return new PortsPage("this", showValues).render(descriptor(port(8080, 8080, "default"), List.of(application)),
				List.of(record), (own) -> own.pid() == ProcessHandle.current().pid());
	}

}
