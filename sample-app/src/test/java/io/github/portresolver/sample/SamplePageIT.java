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

package io.github.portresolver.sample;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.NoAlertPresentException;
import org.openqa.selenium.WebElement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The page of the endpoint as Chromium shows it, behind a proxy that adds a path and a
 * strict Content-Security-Policy. Run by the profile {@code browser}; the pictures are in
 * {@code target/screenshots}.
 */
@Tag("browser")
class SamplePageIT {

	private static final int DESK = 1280;

	private static final int PHONE = 360;

	private static final String SCRIPT = "<script>alert(1)</script>";

	private static final String IMAGE = "\"><img src=x onerror=alert(1)>";

	@TempDir
	private Path temp;

	private ForeignServers foreign;

	private SampleProcess sample;

	private StrictProxy proxy;

	private Browser browser;

	private int port;

	@BeforeEach
	void start() throws Exception {
		this.foreign = ForeignServers.takeRun(1);
		this.sample = sample("orders", "--server.port=" + this.foreign.first(), "--port-resolver.owner.timeout=30s");
		this.port = this.sample.awaitStarted();
		this.sample.awaitOutput("server.port moved from ");
		this.proxy = new StrictProxy(this.port);
		this.browser = Browser.start(this.temp.resolve("profile"));
	}

	@AfterEach
	void end() throws Exception {
		this.browser.close();
		this.proxy.close();
		this.sample.close();
		this.foreign.close();
	}

	private SampleProcess sample(String name, String... arguments) throws IOException {
		String[] all = Arrays.copyOf(arguments, arguments.length + 3);
		all[arguments.length] = "--spring.application.name=" + name;
		all[arguments.length + 1] = "--management.endpoint.ports.show-values=always";
		all[arguments.length + 2] = "--port-resolver.registry.directory=" + this.temp.resolve("registry");
		return SampleProcess.start(all);
	}

	private void open(int width, boolean dark) {
		this.browser.open(this.proxy.url("/actuator/ports"), width, dark);
	}

	@Test
	void theHomePageLeadsToThePictureOfTheMove() throws Exception {
		this.browser.open(this.proxy.url("/"), DESK, false);
		this.browser.driver().findElement(By.linkText("How it came to this port")).click();
		int taken = this.foreign.first();
		this.browser.await("page", () -> this.browser.driver().getTitle().equals("orders · Ports"));
		assertThat(this.browser.text("h1")).isEqualTo("orders");
		assertThat(this.browser.text("h2")).isEqualTo("server.port moved from %d to %d".formatted(taken, this.port));
		assertThat(this.browser.texts(".way > li")).hasSize(2);
		assertThat(this.browser.text(".taken")).startsWith(taken + "\nin use\nby java ")
			.contains(", PID " + ProcessHandle.current().pid() + ", since ");
		assertThat(this.browser.text(".bound")).isEqualTo(this.port + "\nadjacent\nhold: hand-off");
		// Side by side, from left to right
		assertThat(left(".taken")).isLessThan(left(".bound"));
		assertThat(top(".taken")).isEqualTo(top(".bound"));
		this.browser.screenshot("moved", DESK);
		assertQuiet();
	}

	@Test
	void linksLeadToTheApplications() {
		open(DESK, false);
		this.browser.driver().findElement(By.cssSelector("#applications a")).click();
		this.browser.await("application", () -> this.browser.text("body").startsWith("Hello from port " + this.port));
		assertThat(this.browser.driver().getCurrentUrl()).isEqualTo("http://localhost:" + this.port + "/");
	}

	@Test
	void namesThatAreScriptsAreTexts() throws Exception {
		try (SampleProcess script = sample(SCRIPT, "--server.port=0");
				SampleProcess image = sample(IMAGE, "--server.port=0")) {
			script.awaitStarted();
			open(DESK, false);
			// One is there from the beginning, the other comes while the page is shown
			image.awaitStarted();
			this.browser.await("three applications", () -> this.browser.texts("#applications tr").size() == 3);
			// The registry replaces quotes
			String names = String.join("\n", this.browser.texts("#applications th"));
			assertThat(names).contains(SCRIPT).contains(IMAGE.substring(1));
			assertThat(this.browser.number("return document.images.length")).isZero();
			assertThat(this.browser.number("return document.scripts.length")).isOne();
			this.browser.screenshot("names-that-are-scripts", DESK);
			open(DESK, false);
			assertThat(this.browser.text("#applications")).contains(SCRIPT);
			assertThatExceptionOfType(NoAlertPresentException.class)
				.isThrownBy(() -> this.browser.driver().switchTo().alert());
			assertQuiet();
		}
		try (SampleProcess self = sample(SCRIPT, "--server.port=0");
				StrictProxy strict = new StrictProxy(self.awaitStarted())) {
			this.browser.open(strict.url("/actuator/ports"), DESK, false);
			assertThat(this.browser.text("h1")).isEqualTo(SCRIPT);
			assertQuiet();
		}
	}

	@Test
	void thePolicyIsInForceAndItsViolationsAreSeen() {
		open(DESK, false);
		assertQuiet();
		this.browser.driver().executeScript("document.body.setAttribute('style', 'color: red')");
		this.browser.await("violation",
				() -> this.browser.console().stream().anyMatch((line) -> line.contains("Content Security Policy")));
	}

	@Test
	void itFollowsApplicationsThatStartAndAreKilled() throws Exception {
		open(DESK, false);
		assertThat(this.browser.texts("#applications tr")).hasSize(1);
		WebElement heading = this.browser.driver().findElement(By.tagName("h1"));
		String first = this.browser.tab();
		String second = this.browser.tab();
		try (SampleProcess payments = sample("payments", "--server.port=0")) {
			int paymentsPort = payments.awaitStarted();
			this.browser.await("payments", () -> this.browser.texts("#applications tr").size() == 2);
			assertThat(this.browser.text("#status")).isEqualTo("payments, PID %d started".formatted(payments.pid()));
			assertThat(this.browser.text("#applications")).contains("http://localhost:" + paymentsPort + "/")
				.contains("running");
			assertThat(this.browser.driver().switchTo().activeElement().getDomAttribute("id")).isEqualTo(second)
				.isNotEqualTo(first);
			this.browser.screenshot("two-applications", DESK);
			payments.kill();
			this.browser.await("end of payments", () -> this.browser.texts("#applications tr").size() == 1);
			assertThat(this.browser.text("#status")).isEqualTo("payments, PID %d ended".formatted(payments.pid()));
		}
		// The same document, not loaded again
		assertThat(heading.isDisplayed()).isTrue();
		assertQuiet();
	}

	@Test
	void itSaysThatTheApplicationNoLongerAnswers() throws Exception {
		open(DESK, false);
		assertThat(this.browser.text("#status")).isEmpty();
		this.sample.kill();
		this.browser.await("news", () -> this.browser.text("#status").startsWith("No answer since "));
		this.browser.screenshot("no-answer", DESK);
	}

	@Test
	void theKeyboardReachesEveryLinkAndShowsWhereItIs() throws Exception {
		open(DESK, false);
		assertThat(this.browser.tab()).isEqualTo("link-server");
		assertThat(this.browser.style("#link-server", "outline-style")).isEqualTo("solid");
		this.browser.screenshot("focus", DESK);
		assertThat(this.browser.tab()).startsWith("app-").endsWith("-server");
		assertThat(this.browser.style("#link-server", "outline-style")).isEqualTo("none");
		assertThat(this.browser.texts("main, header, footer, h1")).hasSize(4);
		assertThat(this.browser.driver().findElement(By.id("status")).getAriaRole()).isEqualTo("status");
	}

	@Test
	void itIsDarkWhereTheSystemIs() throws Exception {
		open(DESK, false);
		assertThat(brightness("background-color")).isGreaterThan(220);
		assertThat(brightness("color")).isLessThan(60);
		open(DESK, true);
		assertThat(brightness("background-color")).isLessThan(60);
		assertThat(brightness("color")).isGreaterThan(220);
		this.browser.screenshot("dark", DESK);
		assertQuiet();
	}

	@Test
	void itFitsAPhone() throws Exception {
		try (SampleProcess wide = sample("w".repeat(80), "--server.port=0", "--management.server.port=0",
				"--server.servlet.context-path=/" + "c".repeat(60))) {
			wide.awaitStarted();
			wide.awaitOutput("Started SampleApplication");
			open(PHONE, false);
			this.browser.await("both", () -> this.browser.texts("#applications tr").size() == 2);
			assertThat(this.browser.number("return document.documentElement.scrollWidth")).isLessThanOrEqualTo(PHONE);
			assertThat(left(".taken")).isEqualTo(left(".bound"));
			assertThat(top(".taken")).isLessThan(top(".bound"));
			assertThat(this.browser.driver().findElement(By.id("applications")).getAriaRole()).isEqualTo("rowgroup");
			this.browser.screenshot("phone", PHONE);
			open(PHONE, true);
			this.browser.screenshot("phone-dark", PHONE);
			assertQuiet();
		}
	}

	private int left(String selector) {
		return this.browser.driver().findElement(By.cssSelector(selector)).getLocation().getX();
	}

	private int top(String selector) {
		return this.browser.driver().findElement(By.cssSelector(selector)).getLocation().getY();
	}

	private int brightness(String property) {
		String[] rgb = this.browser.style("body", property).replaceAll("[^0-9,]", "").split(",");
		return (Integer.parseInt(rgb[0]) + Integer.parseInt(rgb[1]) + Integer.parseInt(rgb[2])) / 3;
	}

	/**
	 * Nothing was refused by the policy, no script failed, and nothing came from
	 * elsewhere.
	 */
	private void assertQuiet() {
		assertThat(this.browser.console()).isEmpty();
		Object loaded = this.browser.driver()
			.executeScript("return performance.getEntriesByType('resource').map((entry) => entry.name)");
		assertThat((List<?>) loaded).isNotEmpty()
			.allSatisfy((url) -> assertThat(url).asString()
				.startsWith(this.browser.driver().getCurrentUrl().replaceFirst("[?#].*", "")));
	}

}
